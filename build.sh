#!/usr/bin/env bash
# Builds what ships into out/:
#   out/concourse/concourse                    the server
#   out/fly/fly                                the command line, native AOT
#   out/supervisor/concourse-supervisor        PID 1 of every step, static native AOT
# Usage: ./build.sh [concourse] [fly] [supervisor]     (all of them without arguments)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. hack/lib/packages.sh
. hack/lib/dotnet.sh

need_dotnet
[ $# -gt 0 ] || set -- supervisor concourse fly
for part in "$@"; do
  case "$part" in
    supervisor) hack/build-supervisor.sh ;;
    concourse) publish_if_changed concourse src/Concourse.Web src/Concourse.* ;;
    fly)
      need_packages clang zlib1g-dev
      publish_if_changed fly src/Fly src/Fly src/Concourse.Core src/Concourse.Client
      ;;
    *)
      sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
  esac
done
