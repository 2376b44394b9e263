# shellcheck shell=bash
# The .NET side of the developer scripts. Source this file after packages.sh.

need_dotnet() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    echo "the .NET 10 SDK is needed and was not found on PATH; install it (dotnet-sdk-10.0) and run this again" >&2
    exit 1
  fi
}

# publish_if_changed NAME PROJECT SOURCE… publishes PROJECT (Release) into out/NAME, unless the sources, the package
# versions and the build files are those of the last time.
publish_if_changed() {
  local name="$1" project="$2" stamp="out/$1/.sources" sum
  shift 2
  sum="$(sources_sum "$@")"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return 0
  echo "building $name" >&2
  rm -rf "out/$name"
  dotnet publish "$project" --configuration Release --output "out/$name" --verbosity quiet --nologo >&2
  echo "$sum" >"$stamp"
}

# A checksum over the files below the given folders that can change what is built.
sources_sum() {
  find "$@" Directory.Build.props Directory.Packages.props global.json -type f -not -path '*/obj/*' -not -path '*/bin/*' -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}
