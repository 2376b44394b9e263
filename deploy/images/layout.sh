# shellcheck shell=bash
# Writes an OCI image layout with plain tools. No text here comes from outside, so JSON is written by printf.

layout_begin() {
  layout_dir="$1"
  layout_entries=()
  mkdir -p "$layout_dir/blobs/sha256"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout_dir/oci-layout"
}

# put_blob FILE: prints the hash under which it now lies in the layout.
put_blob() {
  local sum
  sum="$(sha256sum "$1" | cut -d' ' -f1)"
  # Linked where it can be: layers come from the cache.
  ln -f "$1" "$layout_dir/blobs/sha256/$sum" 2>/dev/null || cp "$1" "$layout_dir/blobs/sha256/$sum"
  echo "$sum"
}

# put_image NAME CONFIG LAYER…: CONFIG is the inner "config" object; a LAYER is a path without its .tar.gz and .diffid.
put_image() {
  local name="$1" config="$2" layers='' diff_ids='' layer sum
  shift 2
  for layer in "$@"; do
    sum="$(put_blob "$layer.tar.gz")"
    layers+="${layers:+,}{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$sum\",\"size\":$(stat -c %s "$layer.tar.gz")}"
    diff_ids+="${diff_ids:+,}\"sha256:$(cat "$layer.diffid")\""
  done
  printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":[%s]}}' \
    "$(dpkg --print-architecture)" "$config" "$diff_ids" >"$work/config.json"
  sum="$(put_blob "$work/config.json")"
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s]}' \
    "$sum" "$(stat -c %s "$work/config.json")" "$layers" >"$work/manifest.json"
  sum="$(put_blob "$work/manifest.json")"
  layout_entries+=("{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$sum\",\"size\":$(stat -c %s "$work/manifest.json"),\"annotations\":{\"org.opencontainers.image.ref.name\":\"$name\"}}")
  rm "$work/config.json" "$work/manifest.json"
}

# One manifest on each line, so that layout_images needs no JSON parser.
layout_end() {
  local IFS=$'\n' entries
  entries="${layout_entries[*]}"
  printf '{"schemaVersion":2,"manifests":[\n%s\n]}\n' "${entries//$'\n'/$',\n'}" >"$layout_dir/index.json"
}

# layout_images LAYOUT: its refs, one a line.
layout_images() {
  sed -n 's/.*"org.opencontainers.image.ref.name":"\([^"]*\)".*/\1/p' "$1/index.json"
}

# layout_digest LAYOUT IMAGE: digest of the image's manifest.
layout_digest() {
  sed -n "s/.*\"digest\":\"\(sha256:[0-9a-f]*\)\".*\"org.opencontainers.image.ref.name\":\"$2\".*/\1/p" "$1/index.json"
}
