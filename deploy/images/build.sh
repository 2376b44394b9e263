#!/usr/bin/env bash
# Makes our container images as one OCI image layout, from Debian packages, without any container engine.
#
#   deploy/images/build.sh [--resource FILE] [--supervisor FILE] LAYOUT [IMAGE…]
#
# LAYOUT      folder for the layout; replaced. Each image is a ref in it (skopeo: oci:LAYOUT:IMAGE).
# IMAGE       which ones; all by default (helper only with --supervisor): see images.sh.
# --resource  a concourse-resource binary; published from src/ResourceTypes when not given
# --supervisor  a static concourse-supervisor binary, for the helper image
#
# Layers are cached under ${XDG_CACHE_HOME:-~/.cache}/concourse-jetbridge/images by the hash of all that goes into them.
# The same inputs give the same digests. A layout that was made from what is there now is left as it is.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/../../hack/lib/packages.sh"
. "$here/layout.sh"
. "$here/layers.sh"
. "$here/images.sh"

resource='' supervisor=''
while [ $# -gt 0 ]; do
  case "$1" in
    --resource) resource="$(realpath "$2")"; shift 2 ;;
    --supervisor) supervisor="$(realpath "$2")"; shift 2 ;;
    -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
layout="$(realpath -m "$1")"
shift
if [ $# -gt 0 ]; then
  images=("$@")
else
  images=("${all_images[@]}")
  if [ -n "$supervisor" ]; then images+=(helper); fi
fi

if [ -z "$resource" ] && [[ " ${images[*]} " == *" resource-"* ]]; then
  "$here/../../hack/build-resource-types.sh"
  resource="$here/../../out/resource-types/concourse-resource"
fi
for image in "${images[@]}"; do
  declare -F "image_$image" >/dev/null || { echo "unknown image '$image'; there are: ${all_images[*]} helper" >&2; exit 2; }
done

# All that the images are made of. Asking apt for its packages takes seconds, so its lists stand for what it would answer.
inputs_sum() {
  {
    echo "${images[@]}"
    cat "$here"/*.sh
    [ -z "$resource" ] || sha256sum <"$resource"
    [ -z "$supervisor" ] || sha256sum <"$supervisor"
    stat --format '%n %s %Y' /var/lib/apt/lists/* /etc/apt/sources.list /etc/apt/sources.list.d/* /etc/apt/preferences.d/* 2>/dev/null || true
  } | sha256sum | cut -d' ' -f1
}

inputs="$(inputs_sum)"
if [ -f "$layout/index.json" ] && [ "$(cat "$layout/inputs" 2>/dev/null)" = "$inputs" ]; then
  echo "${#images[@]} images in $layout are up to date" >&2
  exit 0
fi
need_packages ca-certificates

cache="${XDG_CACHE_HOME:-$HOME/.cache}/concourse-jetbridge/images"
mkdir -p "$cache/debs" "$cache/layers" "$(dirname "$layout")"
work="$(mktemp -d "$layout.XXXXXX")"
trap 'rm -rf "$work"' EXIT
exec 9>"$cache/lock"
flock 9

layout_begin "$work/layout"
for image in "${images[@]}"; do
  "image_$image"
done
layout_end
# Anew: the package lists may have been fetched on the way.
inputs_sum >"$work/layout/inputs"
rm -rf "$layout"
mv "$work/layout" "$layout"
echo "${#images[@]} images in $layout: ${images[*]}" >&2
