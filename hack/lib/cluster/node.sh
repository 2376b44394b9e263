# shellcheck shell=bash
# The kubelet, and everything that it and containerd leave on the machine.

start_node() {
  make_cgroup
  cat >"$STATE/run/kubelet.yaml" <<CONF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $NODE_ADDRESS
port: $KUBELET_PORT
healthzPort: $KUBELET_HEALTH_PORT
readOnlyPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: false}, x509: {clientCAFile: $STATE/pki/ca.crt}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failSwapOn: false
oomScoreAdj: 0
enforceNodeAllocatable: []
# A developer's full disk must neither evict pods nor collect the images that were imported by hand.
evictionHard: {memory.available: 100Mi}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
CONF
  process_start "$STATE/run/kubelet.pid" "$STATE/log/kubelet.log" "$KUBERNETES_CACHE/kubelet" \
    --config="$STATE/run/kubelet.yaml" --kubeconfig="$STATE/kubeconfig/node" --root-dir="$STATE/kubelet" \
    --cert-dir="$STATE/run/kubelet-certificates" --hostname-override="$NODE_NAME" --node-ip="$NODE_ADDRESS" \
    --container-runtime=remote --container-runtime-endpoint="unix://$CONTAINERD_RUN/containerd.sock"
}

# A cgroup of the cluster's own: a kubelet kills what it finds below its root and does not know.
make_cgroup() {
  local hierarchy controller
  for hierarchy in $(cgroup_hierarchies); do
    if [ -f "$hierarchy/cgroup.subtree_control" ]; then
      for controller in $(cat "$hierarchy/cgroup.controllers"); do
        echo "+$controller" >"$hierarchy/cgroup.subtree_control" 2>/dev/null || true
      done
    fi
    mkdir -p "$hierarchy/$CGROUP"
    if [ -f "$hierarchy/$CGROUP/cpuset.cpus" ] && [ ! -f "$hierarchy/cgroup.controllers" ]; then
      cat "$hierarchy/cpuset.cpus" >"$hierarchy/$CGROUP/cpuset.cpus"
      cat "$hierarchy/cpuset.mems" >"$hierarchy/$CGROUP/cpuset.mems"
    fi
  done
}

cgroup_hierarchies() { awk '$3 == "cgroup" || $3 == "cgroup2" {print $2}' /proc/mounts; }

remove_node_leftovers() {
  unmount_below "$STATE" "$CONTAINERD_RUN"
  local hierarchy group
  for hierarchy in $(cgroup_hierarchies); do
    [ -d "$hierarchy/$CGROUP" ] || continue
    while read -r group; do
      xargs -r kill -9 <"$group/cgroup.procs" 2>/dev/null || true
      rmdir "$group" 2>/dev/null || { sleep 0.2; rmdir "$group" 2>/dev/null; } || echo "left behind: $group" >&2
    done < <(find "$hierarchy/$CGROUP" -depth -type d)
  done
  grep -ls "$CONTAINERD_RUN/" /var/lib/cni/results/* | xargs -r rm -f || true
  rm -rf "$CONTAINERD_RUN"
  ip link delete "$BRIDGE" 2>/dev/null || true
}
