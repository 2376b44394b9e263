#!/usr/bin/env bash
# Measures, on this machine and in one run, what we take as a ratio to the bare part below us, and prints three tables.
#   ./bench.sh          the language (parse, validate, plan), hostile texts in fresh processes, and the whole system (server, container engine, fly)
# What is missing is installed from Debian's packages and NuGet. The machine should be otherwise idle.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. hack/lib/packages.sh
. hack/lib/processes.sh
. hack/lib/dotnet.sh
. hack/lib/demo.sh

[ $# -eq 0 ] || { sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }

# Open to the account that runs PostgreSQL, so that its socket is where we look for it.
data="$(mktemp -d /tmp/concourse-bench.XXXXXX)"
chmod 755 "$data"
mkdir -p "$data/run" "$data/log"
cleanup() {
  trap - EXIT INT TERM
  [ -n "${server:-}" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  hack/registry clean "$data/registry" >/dev/null 2>&1 || true
  hack/engine clean "$data/engine" >/dev/null 2>&1 || true
  as_root rm -rf "$data"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

need_dotnet
need_packages git curl postgresql clang lld zlib1g-dev docker-registry skopeo
./build.sh >&2
publish_if_changed hello bench/Hello bench/Hello
dotnet build bench/Core.Bench --configuration Release --verbosity quiet --nologo >&2
dotnet build bench/Hostile.Bench --configuration Release --verbosity quiet --nologo >&2
dotnet build bench/Server.Bench --configuration Release --verbosity quiet --nologo >&2

eval "export $(hack/engine up --private "$data/engine")"
demo_images "$data" >&2
port="$(demo_port "$data" server)"
demo_server "$data" "$port" &
server=$!
wait_until 120 "$data/log/concourse.log" curl --fail --silent "http://127.0.0.1:$port/api/v1/info"

artifacts/bin/Core.Bench/release/Core.Bench
echo
HOSTILE_FLY=out/fly/fly artifacts/bin/Hostile.Bench/release/Hostile.Bench
echo
BENCH_SERVER="http://127.0.0.1:$port" BENCH_POSTGRES="$data/postgres" BENCH_IMAGE="$(demo_image "$data" task)" \
  BENCH_FLY=out/fly/fly BENCH_HELLO=out/hello/hello artifacts/bin/Server.Bench/release/Server.Bench
