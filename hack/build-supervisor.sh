#!/usr/bin/env bash
# Publishes the supervisor as a static native binary into out/supervisor/; does nothing when its sources have not changed.
# Needs clang and lld. Prints the binary's path.
set -euo pipefail
cd "$(dirname "$0")/.."
out=out/supervisor
binary=$out/concourse-supervisor
stamp=$out/.sources
sources=$(cat Directory.Build.props Directory.Packages.props $(git ls-files -co --exclude-standard \
  src/Concourse.Supervisor src/Concourse.Runtime/Supervision/Protocol | sort) | sha256sum)
if [ ! -x "$binary" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$sources" ]; then
  mkdir -p "$out"
  dotnet publish src/Concourse.Supervisor -c Release -r linux-x64 -o "$out/publish" --nologo -v quiet >&2
  # Renamed into place: a running one keeps its file.
  cp "$out/publish/concourse-supervisor" "$binary.new"
  mv "$binary.new" "$binary"
  echo "$sources" > "$stamp"
fi
echo "$PWD/$binary"
