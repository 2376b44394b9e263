# shellcheck shell=bash
# The cached Kubernetes binaries. Debian's binary package holds only kubectl, so the rest is built from its source package.

KUBERNETES_VERSION=1.20.2
KUBERNETES_COMPONENTS=(kube-apiserver kube-controller-manager kube-scheduler kubelet)
KUBERNETES_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/concourse-jetbridge/kubernetes-$KUBERNETES_VERSION"

# Leaves the components in $KUBERNETES_CACHE. A lock keeps a second caller waiting instead of building twice.
need_kubernetes() {
  [ -d "$KUBERNETES_CACHE" ] && return 0
  mkdir -p "$(dirname "$KUBERNETES_CACHE")"
  (
    flock 9
    if [ ! -d "$KUBERNETES_CACHE" ]; then
      "$(dirname "${BASH_SOURCE[0]}")/build-kubernetes" "$KUBERNETES_CACHE" "$KUBERNETES_VERSION" "${KUBERNETES_COMPONENTS[@]}" 9>&-
    fi
  ) 9>"$KUBERNETES_CACHE.lock"
}
