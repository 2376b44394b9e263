# shellcheck shell=bash
# Runs test executables one after another and keeps the count. Source this file.

declare -a SUITE_ROWS=() SUITE_OPTIONS=()
SUITES_PASSED=0 SUITES_FAILED=0 SUITES_SKIPPED=0

# prepare NAME COMMAND… runs a step that the suites need; if it fails nothing can be tested.
prepare() {
  local name="$1" started=$SECONDS log
  shift
  log="$(mktemp)"
  echo "== $name" >&2
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    rm -f "$log"
    echo "test.sh: preparing '$name' failed; what it printed stands above" >&2
    echo "0 passed, 1 failed"
    exit 1
  fi
  rm -f "$log"
  SUITE_ROWS+=("$(printf '%-44s %6ss' "prepare $name" $((SECONDS - started)))")
}

# prepare_environment NAME COMMAND… runs a step that prints NAME=VALUE lines (perhaps with "export"), and sets them.
prepare_environment() {
  local name="$1" values line
  shift
  values="$(mktemp)"
  prepare "$name" redirect "$values" "$@"
  while read -r line; do
    line="${line#export }"
    case "$line" in [A-Z]*=*) export "${line?}" ;; esac
  done <"$values"
  rm -f "$values"
}

redirect() {
  local file="$1"
  shift
  "$@" >"$file"
}

# suite_done LOG: called with what each suite printed; whoever sources this may define it anew.
suite_done() { :; }

# suite PROJECT [ARGUMENT…] runs one built test project.
suite() {
  local started=$SECONDS log
  log="$(mktemp)"
  echo "== $*" >&2
  suite_run "$log" "$@"
  suite_account "$?" "$log" $((SECONDS - started)) "$@"
}

# suite_run LOG PROJECT [ARGUMENT…]: its status is the program's.
suite_run() {
  local log="$1" project="$2"
  shift 2
  "artifacts/bin/$project/debug/$project" --progress off --no-ansi "${SUITE_OPTIONS[@]}" "$@" >"$log" 2>&1
}

# suite_account STATUS LOG SECONDS NAME…: a suite that prints no count (it crashed, or has no test) has failed.
suite_account() {
  local code="$1" log="$2" took="$3" total failed skipped passed
  shift 3
  total="$(count total "$log")" failed="$(count failed "$log")" skipped="$(count skipped "$log")"
  if [ -z "$total" ] || [ "$total" -eq 0 ]; then
    suite_show "$log"
    echo "$* ran no test (exit $code)" >&2
    total=1 failed=1 skipped=0
  elif [ "$failed" -gt 0 ] || [ "$code" -ne 0 ]; then
    suite_show "$log"
    [ "$failed" -gt 0 ] || { failed=1; total=$((total + 1)); }
  fi
  grep -E '^skipped ' "$log" >&2
  suite_done "$log"
  passed=$((total - failed - skipped))
  SUITES_PASSED=$((SUITES_PASSED + passed)) SUITES_FAILED=$((SUITES_FAILED + failed)) SUITES_SKIPPED=$((SUITES_SKIPPED + skipped))
  SUITE_ROWS+=("$(printf '%-44s %6ss %6s passed %4s failed %4s skipped' "$*" "$took" "$passed" "$failed" "$skipped")")
  rm -f "$log"
}

# suite_show LOG: a fixture that fails lets hundreds of tests fail with the same words.
suite_show() {
  local lines
  lines="$(wc -l <"$1")"
  head -n 400 "$1" >&2
  [ "$lines" -le 400 ] || { echo "… $((lines - 400)) lines more; the last:"; tail -n 10 "$1"; } >&2
}

count() { sed -n "s/^ *$1: \([0-9]*\)$/\1/p" "$2" | tail -n 1; }

suites_count() {
  if [ "$SUITES_SKIPPED" -gt 0 ]; then
    echo "$SUITES_PASSED passed, $SUITES_FAILED failed, $SUITES_SKIPPED skipped"
  else
    echo "$SUITES_PASSED passed, $SUITES_FAILED failed"
  fi
}

# finish prints each suite's time and the count; its status says whether there were tests and all passed.
finish() {
  printf '%s\n' "" "${SUITE_ROWS[@]}" "" "all in ${SECONDS}s"
  suites_count
  [ "$SUITES_FAILED" -eq 0 ] && [ "$SUITES_PASSED" -gt 0 ]
}
