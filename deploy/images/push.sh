#!/usr/bin/env bash
# Pushes every image of a layout into a registry without TLS, as REGISTRY/PREFIX/IMAGE:latest.
#
#   deploy/images/push.sh LAYOUT REGISTRY [PREFIX]     REGISTRY like 127.0.0.1:5000; PREFIX is concourse by default
#
# Prints "IMAGE REGISTRY/PREFIX/IMAGE@sha256:…" for each.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/../../hack/lib/packages.sh"
. "$here/layout.sh"
[ $# -ge 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
layout="$1" registry="$2" prefix="${3:-concourse}"
need_packages skopeo

digest_file="$(mktemp)"
trap 'rm -f "$digest_file"' EXIT
for image in $(layout_images "$layout"); do
  skopeo copy --quiet --preserve-digests --dest-tls-verify=false --digestfile "$digest_file" \
    "oci:$layout:$image" "docker://$registry/$prefix/$image:latest" >&2
  echo "$image $registry/$prefix/$image@$(cat "$digest_file")"
done
