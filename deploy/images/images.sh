# shellcheck shell=bash
# Our images. The types of resources share all layers but the last, a few hundred bytes that choose the type.

# shellcheck disable=SC2034
all_images=(resource-git resource-mock resource-registry-image resource-time task task-user scratch)

path='"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]'

resource_image() {
  local name="$1"
  shift
  put_image "resource-$name" "{$path}" "$(layer base)" "$@" "$(layer resource "$resource")" "$(layer "type_${name//-/_}")"
}

image_resource-git() { resource_image git "$(layer git)"; }
image_resource-mock() { resource_image mock; }
image_resource-registry-image() { resource_image registry-image "$(layer tls)"; }
image_resource-time() { resource_image time "$(layer zones)"; }

# What a task needs in a pipeline of ours: a shell, the usual small tools, git.
image_task() { put_image task "{$path,\"Cmd\":[\"/bin/sh\"]}" "$(layer base)" "$(layer git)"; }

# The same for a user that no passwd file knows.
image_task-user() { put_image task-user "{$path,\"Cmd\":[\"/bin/sh\"],\"User\":\"1234\"}" "$(layer base)" "$(layer git)"; }

# No shell, no C library, no /etc, no folders: /busybox alone.
image_scratch() { put_image scratch '{"Entrypoint":["/busybox"]}' "$(layer static)"; }

# The container beside every step's main one.
image_helper() {
  [ -n "$supervisor" ] || { echo "the helper image needs --supervisor FILE" >&2; exit 2; }
  put_image helper '{"Entrypoint":["/concourse-supervisor"]}' "$(layer supervisor "$supervisor")"
}
