#!/usr/bin/env bash
# Runs the tests and ends with a line "N passed, N failed" (", N skipped" may follow). Exit 0 only if nothing failed.
#   ./test.sh           what CI runs: every suite, the live ones on a real container engine and a real Kubernetes
#   ./test.sh --quick   without the live suites (says so)
#   ./test.sh --soak    only the tests that can be run for longer: an hour of fuzzing beside hundreds of kills; leaves its
#                       report in docs/soak/
# What is missing is installed from Debian's packages and NuGet.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. hack/lib/packages.sh
. hack/lib/dotnet.sh
. hack/lib/suites.sh

tier=ci
case "${1:-}" in
  '') ;;
  --quick) tier=quick ;;
  --soak) tier=soak ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
if [ "$tier" = soak ]; then
  export CONCOURSE_TEST_SOAK=1
  . hack/lib/soak.sh
fi

state="$(mktemp -d /tmp/concourse-test.XXXXXX)"
export CLUSTER_STATE="$state/cluster"
cleanup() {
  trap - EXIT INT TERM
  [ -z "${fuzz_pid:-}" ] || kill -- "-$fuzz_pid" 2>/dev/null
  hack/test-cluster down >/dev/null 2>&1
  hack/cluster clean >/dev/null 2>&1
  hack/engine clean "$state/engine" >/dev/null 2>&1
  as_root rm -rf "$state"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

need_dotnet
prepare "packages" need_packages git curl jq postgresql postgresql-contrib clang lld zlib1g-dev docker-registry busybox-static iproute2 procps tzdata
prepare "supervisor" hack/build-supervisor.sh
export CONCOURSE_SUPERVISOR="$PWD/out/supervisor/concourse-supervisor"
prepare "solution" dotnet build Concourse.slnx --verbosity quiet --nologo

if [ "$tier" = soak ]; then
  soak "docs/soak/$(date --utc +%F-%H%M).md"
  finish
  exit
fi

suite Architecture.Tests
suite Concourse.Core.Tests
suite Concourse.Database.Tests
suite Concourse.Runtime.Tests
suite Concourse.Scheduling.Tests
suite Concourse.Engine.Tests
suite Concourse.Auth.Tests
suite Concourse.Web.Tests
suite Concourse.EndToEnd.Tests --filter-not-namespace '*.OnKubernetes'
suite Fly.Tests
suite ResourceTypes.Tests

if [ "$tier" = quick ]; then
  echo "--quick: the live suites (container engine, Kubernetes) were left out" >&2
  finish
  exit
fi

prepare_environment "container engine" hack/engine up --private "$state/engine"
export CONCOURSE_TEST_DOCKER_HOST="${DOCKER_HOST:-}"
suite Concourse.LocalRuntime.Tests
prepare_environment "Kubernetes (built once, then cached)" hack/test-cluster up
suite Concourse.JetBridge.Tests
suite Concourse.EndToEnd.Tests --filter-namespace '*.OnKubernetes'
finish
