# shellcheck shell=bash
# Background processes with pid files. A pid file holds "pid start-time", so that a pid used again is never signalled.
# Source after packages.sh (as_root).

process_start_time() {
  # Field 22 of stat, counted after the command name, which may itself hold spaces and parentheses.
  local stat fields
  stat="$(cat "/proc/$1/stat" 2>/dev/null)" || return 1
  read -ra fields <<<"${stat##*) }"
  echo "${fields[19]}"
}

# process_alive PIDFILE
process_alive() {
  local pid started
  [ -f "$1" ] && read -r pid started <"$1" && [ "$(process_start_time "$pid")" = "$started" ]
}

# process_start PIDFILE LOG command… : in a session of its own, so that Ctrl-C in a terminal does not reach it.
process_start() {
  local library
  library="$(dirname "${BASH_SOURCE[0]}")"
  as_root rm -f "$1"
  as_root setsid --fork "$library/start-process" "$@"
  wait_until 10 "$2" test -s "$1"
}

# process_stop PIDFILE… : TERM to all, up to three seconds each, KILL. What runs here is throwaway.
process_stop() {
  local pidfile pid
  for pidfile in "$@"; do
    if process_alive "$pidfile"; then
      read -r pid _ <"$pidfile"
      as_root kill "$pid" 2>/dev/null || true
    fi
  done
  for pidfile in "$@"; do
    for _ in $(seq 30); do
      process_alive "$pidfile" || break
      sleep 0.1
    done
    if process_alive "$pidfile"; then
      read -r pid _ <"$pidfile"
      as_root kill -9 "$pid" 2>/dev/null || true
    fi
    as_root rm -f "$pidfile"
  done
}

# wait_until SECONDS LOG command… : shows the end of LOG if the command does not succeed in time.
wait_until() {
  local seconds="$1" log="$2"
  shift 2
  local deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ]; then
      echo "gave up after $seconds s waiting for: $*" >&2
      if [ -f "$log" ]; then
        echo "end of $log:" >&2
        tail -20 "$log" >&2
      fi
      return 1
    fi
    sleep 0.1
  done
}

# unmount_below DIRECTORY… : every mount in or at it, deepest first.
unmount_below() {
  local directory mountpoint
  for directory in "$@"; do
    while read -r mountpoint; do
      as_root umount "$mountpoint" 2>/dev/null || as_root umount -l "$mountpoint" 2>/dev/null || true
    done < <(awk -v d="$directory" '$5 == d || index($5, d "/") == 1 {print $5}' /proc/self/mountinfo | sort -r)
  done
}
