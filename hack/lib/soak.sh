# shellcheck shell=bash
# The report of a soak run. Source after suites.sh. Tests tell what they counted in lines that begin with "soak: ".

declare -a SOAK_LINES=()
SUITE_OPTIONS=(--show-live-output on)

# Keeps what the tests of a suite counted.
suite_done() {
  local line
  while read -r line; do SOAK_LINES+=("$line"); done < <(sed -n 's/^.*soak: //p' "$1")
}

# soak REPORT: fuzzing needs one core for an hour, so killing web nodes goes on beside it.
soak() {
  local fuzzing=(Concourse.Core.Tests --filter-class '*.PipelineFuzzTests') log started=$SECONDS
  log="$(mktemp)"
  # In a process group of its own, so that it can be ended with all that it started.
  set -m
  suite_run "$log" "${fuzzing[@]}" &
  fuzz_pid=$!
  set +m
  suite Concourse.EndToEnd.Tests --filter-class '*.CrashSafetyTests'
  echo "== ${fuzzing[*]} (begun before)" >&2
  wait "$fuzz_pid"
  suite_account "$?" "$log" $((SECONDS - started)) "${fuzzing[@]}"
  soak_report "$1"
}

# soak_report FILE: writes the report; call it after the last suite.
soak_report() {
  local changed=''
  git diff --quiet HEAD -- || changed=' with changes that are not committed'
  mkdir -p "$(dirname "$1")"
  {
    echo "# Soak of $(date --utc +'%F %H:%M') UTC"
    echo
    echo "\`./test.sh --soak\` of commit \`$(git rev-parse --short=12 HEAD)\`$changed, on $(nproc) cores and" \
      "$(awk '/^MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), $(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r)."
    echo
    echo '## What was counted'
    if [ ${#SOAK_LINES[@]} -gt 0 ]; then printf -- '- %s\n' "${SOAK_LINES[@]}"; else echo 'Nothing.'; fi
    echo
    echo '## Suites'
    echo '```'
    printf '%s\n' "${SUITE_ROWS[@]}" "all in ${SECONDS}s" "$(suites_count)"
    echo '```'
  } >"$1"
  echo "report: $1" >&2
}
