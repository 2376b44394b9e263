#!/usr/bin/env bash
# Builds everything that ships into out/: concourse, fly (native AOT), concourse-supervisor (static native AOT).
set -euo pipefail
cd "$(dirname "$0")"
dotnet build Concourse.slnx -c Release -v quiet --nologo
