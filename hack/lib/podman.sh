# shellcheck shell=bash
# A private Podman per state directory: own storage, own configuration, own socket. Source after packages.sh, processes.sh.

# State that must not outlive a reboot lies on /run: Podman takes a fresh one as "the machine restarted".
# Short, since Podman refuses a run root of more than 50 characters.
podman_runtime_dir() { echo "/run/concourse-engine-$(printf %s "$1" | sha256sum | cut -c1-8)"; }
podman_host() { echo "unix://$(podman_runtime_dir "$1")/podman.sock"; }

# Sets `podman` to the command with this state directory's configuration: the service and every command must agree on it.
podman_command() {
  local state="$1" run
  run="$(podman_runtime_dir "$1")"
  podman=(env -u DOCKER_HOST -u CONTAINER_HOST
    CONTAINERS_CONF="$state/containers.conf" CONTAINERS_STORAGE_CONF="$state/storage.conf"
    CONTAINERS_REGISTRIES_CONF="$state/registries.conf" REGISTRY_AUTH_FILE="$state/auth.json"
    podman --root "$state/storage" --runroot "$run/containers" --tmpdir "$run/tmp")
}

# podman_run STATE_DIR arguments…
podman_run() {
  local podman
  podman_command "$1"
  shift
  as_root "${podman[@]}" "$@"
}

podman_up() {
  local state="$1" run podman
  run="$(podman_runtime_dir "$state")"
  need_packages podman runc containernetworking-plugins iptables curl
  as_root mkdir -p "$state/networks" "$run"
  as_root chown -R "$(id -u)" "$state/networks" "$run"
  as_root chown "$(id -u)" "$state"
  (
    flock 9
    if process_alive "$run/podman.pid" && answers "$(podman_host "$state")"; then return 0; fi
    process_stop "$run/podman.pid"
    rm -f "$run/podman.sock"
    podman_configure "$state"
    echo "starting a private Podman in $state" >&2
    podman_command "$state"
    process_start "$run/podman.pid" "$state/podman.log" "${podman[@]}" system service --time=0 "$(podman_host "$state")"
    wait_until 30 "$state/podman.log" answers "$(podman_host "$state")"
    as_root chown "$(id -u)" "$run/podman.sock"
  ) 9>"$run/lock"
}

podman_configure() {
  local state="$1"
  cat >"$state/containers.conf" <<CONF
# Written by hack/engine.
[containers]
# Never above this machine's own hard limits: without CAP_SYS_RESOURCE they can only be lowered.
default_ulimits = ["nofile=$(podman_limit -n)", "nproc=$(podman_limit -u)"]
log_driver = "k8s-file"

[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"

[network]
network_backend = "cni"
network_config_dir = "$state/networks"
cni_plugin_dirs = ["/usr/lib/cni", "/usr/libexec/cni", "/opt/cni/bin"]
CONF
  cat >"$state/registries.conf" <<'CONF'
# Written by hack/engine. Registries on loopback may speak plain http, whatever their port.
unqualified-search-registries = ["docker.io"]
short-name-mode = "permissive"
[[registry]]
prefix = "127.0.0.1"
location = "127.0.0.1"
insecure = true
[[registry]]
prefix = "localhost"
location = "localhost"
insecure = true
CONF
  # Credentials arrive with each request; those of the user's own login must not be used by chance.
  [ -f "$state/auth.json" ] || echo '{}' >"$state/auth.json"
  cat >"$state/storage.conf" <<CONF
# Written by hack/engine.
[storage]
driver = "overlay"
graphroot = "$state/storage"
runroot = "$(podman_runtime_dir "$state")/containers"
CONF
}

podman_limit() {
  local hard
  hard="$(ulimit -H "$1")"
  { [ "$hard" = unlimited ] || [ "$hard" -gt 20000 ]; } && hard=20000
  echo "$hard:$hard"
}

podman_down() {
  local state="$1" run
  run="$(podman_runtime_dir "$state")"
  [ -d "$run" ] || { echo "no private Podman runs in $state" >&2; return 0; }
  process_stop "$run/podman.pid"
  if [ -d "$state/storage" ]; then
    podman_run "$state" rm --all --force --time 0 --volumes >/dev/null || echo "some containers were not removed; unmounting anyway" >&2
  fi
  # A monitor stays for five minutes after an exec, and cleans up by a podman of its own, which would mount the storage again.
  as_root pkill -KILL -f -- "^/usr/bin/(conmon|podman) .*$state/storage[/ ]" || true
  unmount_below "$state" "$run"
  # The bridge is shared by all Podmans of the machine; the last one to leave takes it away.
  local bridge=/sys/class/net/cni-podman0
  if [ -d "$bridge/brif" ] && [ -z "$(ls -A "$bridge/brif")" ]; then as_root ip link delete cni-podman0 || true; fi
  as_root rm -rf "$run"
  echo "private Podman of $state is down" >&2
}
