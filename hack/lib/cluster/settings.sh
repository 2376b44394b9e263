# shellcheck shell=bash
# Where a cluster keeps its things and what it is called. Two state folders give two clusters that do not meet.

STATE="$(realpath -m "${CLUSTER_STATE:-${XDG_STATE_HOME:-$HOME/.local/state}/concourse-jetbridge/cluster}")"
CLUSTER_ID="$(printf %s "$STATE" | sha256sum | cut -c1-6)"
NODE_NAME=concourse-dev
BRIDGE="cjb-$CLUSTER_ID"
# One /24 of 10.244.0.0/16 for the pods of the one node; its first address belongs to the bridge and is the node's address.
POD_NETWORK="10.244.$((16#${CLUSTER_ID:0:2}))"
NODE_ADDRESS="$POD_NETWORK.1"
CGROUP="concourse-$CLUSTER_ID"
# Sockets need short paths (107 bytes), which a state folder does not promise.
CONTAINERD_RUN="/run/concourse-cluster-$CLUSTER_ID"

# Free ports, written to $STATE/ports once per start and read by everything else.
choose_ports() {
  mkdir -p "$STATE/run" "$STATE/log"
  local name
  for name in API ETCD ETCD_PEER CONTROLLERS SCHEDULER KUBELET KUBELET_HEALTH; do
    echo "${name}_PORT=$(free_port)"
  done >"$STATE/run/ports"
  read_ports
}

read_ports() { . "$STATE/run/ports"; }

# Below the ephemeral range, so that no outgoing connection takes it before the server listens.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    if ! ss -Htln "sport = :$port" | grep -q . && ! grep -qs "=$port\$" "$STATE/run/ports"; then
      echo "$port"
      return 0
    fi
  done
}
