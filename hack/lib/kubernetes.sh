# shellcheck shell=bash
# Kubernetes from Debian's source package: the binary package holds only kubectl. Source after packages.sh.

KUBERNETES_VERSION=1.20.2
KUBERNETES_COMPONENTS=(kube-apiserver kube-controller-manager kube-scheduler kubelet)
KUBERNETES_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/concourse-jetbridge/kubernetes-$KUBERNETES_VERSION"

# Leaves the components in $KUBERNETES_CACHE. The folder appears by one rename, so it is whole or not there;
# a lock keeps a second caller waiting instead of building twice. About 8 minutes on two cores, once.
need_kubernetes() {
  [ -d "$KUBERNETES_CACHE" ] && return 0
  mkdir -p "$(dirname "$KUBERNETES_CACHE")"
  (
    flock 9
    [ -d "$KUBERNETES_CACHE" ] || build_kubernetes
  ) 9>"$KUBERNETES_CACHE.lock"
}

build_kubernetes() {
  need_packages golang-1.19-go rsync make patch gcc libc6-dev dpkg-dev
  local work="$KUBERNETES_CACHE.building"
  rm -rf "$work"
  mkdir -p "$work/source" "$work/gopath/src/k8s.io" "$work/result"
  echo "building Kubernetes $KUBERNETES_VERSION from Debian's source (once, about 8 minutes; log: $work/build.log)" >&2

  fetch_kubernetes_source "$work/source"
  # The .dsc is unpacked by dpkg-source, which also applies Debian's patches.
  (cd "$work/source" && dpkg-source --no-check -x kubernetes_*.dsc "$work/gopath/src/k8s.io/kubernetes") >"$work/build.log" 2>&1

  local targets=()
  local component
  for component in "${KUBERNETES_COMPONENTS[@]}"; do targets+=("cmd/$component"); done
  # GOPATH mode: in module mode the generated files are missing; the makefile generates them.
  if ! (cd "$work/gopath/src/k8s.io/kubernetes" && env -u GOFLAGS GO111MODULE=off CGO_ENABLED=0 \
      GOPATH="$work/gopath" GOCACHE="$work/gocache" PATH="/usr/lib/go-1.19/bin:$PATH" GOMAXPROCS=2 \
      make KUBE_GIT_VERSION="v$KUBERNETES_VERSION" WHAT="${targets[*]}") >>"$work/build.log" 2>&1; then
    tail -30 "$work/build.log" >&2
    echo "building Kubernetes failed; the whole log is $work/build.log" >&2
    return 1
  fi
  for component in "${KUBERNETES_COMPONENTS[@]}"; do
    cp "$work/gopath/src/k8s.io/kubernetes/_output/local/bin/linux/amd64/$component" "$work/result/"
  done
  mv "$work/result" "$KUBERNETES_CACHE"
  chmod -R u+w "$work"
  rm -rf "$work"
}

# Downloads the source package with package lists of its own: the machine's apt sources stay as they are.
fetch_kubernetes_source() {
  local into="$1" apt="$1/apt"
  mkdir -p "$apt/lists/partial"
  local mirror=http://deb.debian.org/debian keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb-src [signed-by=$keyring] $mirror bookworm main" >"$apt/sources.list"
  local options=(-o "Dir::Etc::SourceList=$apt/sources.list" -o "Dir::Etc::SourceParts=-" -o "Dir::State::Lists=$apt/lists"
    -o "APT::Sandbox::User=root" -o "Dir::Cache::srcpkgcache=" -o "Dir::Cache::pkgcache=")
  apt-get "${options[@]}" update -qq >&2
  (cd "$into" && apt-get "${options[@]}" source -qq --download-only kubernetes) >&2
}
