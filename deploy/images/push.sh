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
need_packages skopeo curl

# registry_digest IMAGE: digest of what the registry has under the image's name; nothing if it has none.
registry_digest() {
  curl --silent --head --max-time 10 --header 'Accept: application/vnd.oci.image.manifest.v1+json' \
    "http://$registry/v2/$prefix/$1/manifests/latest" | sed -n 's/^Docker-Content-Digest: \(sha256:[0-9a-f]*\).*/\1/ip'
}

for image in $(layout_images "$layout"); do
  digest="$(layout_digest "$layout" "$image")"
  if [ "$(registry_digest "$image")" != "$digest" ]; then
    skopeo copy --quiet --preserve-digests --dest-tls-verify=false "oci:$layout:$image" "docker://$registry/$prefix/$image:latest" >&2
  fi
  echo "$image $registry/$prefix/$image@$digest"
done
