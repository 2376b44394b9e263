#!/usr/bin/env bash
# Runs Concourse on this machine with a demo pipeline, and shows its first build.
#   ./quickstart.sh [--check] [--port PORT] [--data-dir DIR]
#   --check      stops everything after the build and exits with the build's result
#   --port       of the server on 127.0.0.1 (8080)
#   --data-dir   where the database, images and repositories live (~/.local/share/concourse-jetbridge/quickstart)
# What is missing is installed from Debian's packages and NuGet. Run it again at any time; Ctrl-C stops what it started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. hack/lib/packages.sh
. hack/lib/processes.sh
. hack/lib/dotnet.sh
. hack/lib/demo.sh

check='' port=8080 data="${XDG_DATA_HOME:-$HOME/.local/share}/concourse-jetbridge/quickstart"
usage() { sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case "$1" in
    --check) check=1; shift ;;
    --port) port="${2:?--port needs a number}"; shift 2 ;;
    --data-dir) data="${2:?--data-dir needs a folder}"; shift 2 ;;
    *) usage ;;
  esac
done
data="$(realpath -m "$data")"
url="http://127.0.0.1:$port"
mkdir -p "$data/run" "$data/log"
exec 8>"$data/lock"
flock --nonblock 8 || { echo "a quickstart already runs on $data; stop it, or choose another --data-dir" >&2; exit 1; }

stop() {
  trap - EXIT INT TERM
  [ -n "${server:-}" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  process_stop "$data/run/git.pid"
  hack/registry down "$data/registry" || true
  # Step containers outlive a server on purpose; here nothing is to stay.
  [ -z "${DOCKER_HOST:-}" ] || hack/engine sweep "$(demo_worker "$data")" || true
  hack/engine down "$data/engine" >/dev/null 2>&1 || true
}
trap stop EXIT
trap 'exit 130' INT TERM

say() { printf '\033[1m[%3ss] %s\033[0m\n' "$SECONDS" "$*"; }
fly() { FLY_HOME="$data" out/fly/fly -t quickstart "$@"; }

say "1/6 packages"
need_dotnet
need_packages git curl postgresql clang lld zlib1g-dev docker-registry skopeo
say "2/6 build (minutes the first time)"
./build.sh
say "3/6 container engine and images"
eval "export $(hack/engine up "$data/engine")"
demo_images "$data"
say "4/6 git repositories"
demo_repositories "$data"
say "5/6 server"
demo_server "$data" "$port" &
server=$!
wait_until 120 "$data/log/concourse.log" curl --fail --silent "$url/api/v1/info" || exit 1
fly login -c "$url" -u test -p test >/dev/null
# Without a worker every check fails; the log says why none came.
wait_until 60 "$data/log/concourse.log" eval 'fly workers | grep "^$(demo_worker "$data") " | grep -q running' || exit 1
say "6/6 pipeline"
fly set-pipeline --non-interactive -p demo -c deploy/quickstart/pipeline.yml \
  -v app_uri="$(demo_uri "$data" app)" -v releases_uri="$(demo_uri "$data" releases)" \
  -v task_repository="$(demo_task_repository "$data")" | tail -n 3
fly unpause-pipeline -p demo
result=0
fly trigger-job -j demo/release -w || result=$?

if [ -n "$check" ]; then
  [ "$result" -eq 0 ] && demo_released "$data" || { say "the build did not succeed (exit $result); log: $data/log/concourse.log"; exit "$((result ? result : 1))"; }
  say "the build succeeded and its tag is in $(demo_uri "$data" releases)"
  exit 0
fi
cat <<TEXT

Concourse runs at $url (user test, password test). Next:
  export FLY_HOME=$data PATH=$PWD/out/fly:\$PATH
  fly -t quickstart builds
  fly -t quickstart trigger-job -j demo/release -w
  git clone $(demo_uri "$data" releases)
The server's log is $data/log/concourse.log. Ctrl-C stops everything; the data stays.
TEXT
wait "$server"
