# shellcheck shell=bash
# The cluster's own containerd: its root, state and socket, its pods' network, its images.

start_containerd() {
  mkdir -p "$STATE/containerd" "$STATE/cni" "$CONTAINERD_RUN" "$STATE/log" "$STATE/run"
  configure_pod_network
  configure_containerd
  process_start "$STATE/run/containerd.pid" "$STATE/log/containerd.log" \
    containerd --config "$STATE/containerd.toml" --log-level warn
  wait_until 30 "$STATE/log/containerd.log" node_ctr version
  import_pause_image
}

node_ctr() { ctr --address "$CONTAINERD_RUN/containerd.sock" --namespace k8s.io "$@"; }

configure_containerd() {
  # restrict_oom_score_adj: without CAP_SYS_RESOURCE a score below containerd's own is refused.
  # No registry section: for a registry on loopback the CRI plugin then tries plain http, whatever its port.
  cat >"$STATE/containerd.toml" <<CONF
version = 2
root = "$STATE/containerd"
state = "$CONTAINERD_RUN/state"
oom_score = 0
[grpc]
  address = "$CONTAINERD_RUN/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "concourse.local/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$STATE/cni"
[plugins."io.containerd.internal.v1.opt"]
  path = "$STATE/containerd/opt"
CONF
}

# The bridge exists before the first pod, since its address is the node's address.
configure_pod_network() {
  ip link show "$BRIDGE" >/dev/null 2>&1 || ip link add "$BRIDGE" type bridge
  ip address replace "$NODE_ADDRESS/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  cat >"$STATE/cni/10-pods.conflist" <<CONF
{
  "cniVersion": "0.4.0",
  "name": "$BRIDGE",
  "plugins": [{
    "type": "bridge", "bridge": "$BRIDGE", "isGateway": true,
    "ipam": {
      "type": "host-local", "dataDir": "$STATE/run/addresses",
      "ranges": [[{"subnet": "$POD_NETWORK.0/24", "gateway": "$NODE_ADDRESS"}]], "routes": [{"dst": "0.0.0.0/0"}]
    }
  }]
}
CONF
}

# Any static program that sleeps holds a pod's namespaces.
import_pause_image() {
  local rootfs="$STATE/run/pause"
  mkdir -p "$rootfs"
  cp /bin/busybox "$rootfs/busybox"
  "$hack/lib/image-archive" concourse.local/pause:1 "$rootfs" '{"Entrypoint": ["/busybox", "sleep", "infinity"]}' >"$rootfs.tar"
  node_ctr images import "$rootfs.tar" >/dev/null
}

import_images() {
  local archive
  for archive in "$@"; do node_ctr images import "$archive"; done
}

stop_containerd() {
  if process_alive "$STATE/run/containerd.pid"; then
    local container
    for container in $(node_ctr tasks list --quiet 2>/dev/null); do
      node_ctr tasks delete --force "$container" >/dev/null 2>&1 || true
    done
    for container in $(node_ctr containers list --quiet 2>/dev/null); do
      node_ctr containers delete "$container" >/dev/null 2>&1 || true
    done
  fi
  process_stop "$STATE/run/containerd.pid"
  stop_shims
}

# Shims outlive containerd by design; each names our socket in its arguments.
stop_shims() {
  local process
  for process in /proc/[0-9]*; do
    if { tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null | grep -q "^[^ ]*containerd-shim[^ ]* .*$CONTAINERD_RUN/containerd.sock"; then
      kill -9 "${process#/proc/}" 2>/dev/null || true
    fi
  done
}
