namespace Concourse.Testing.Sandboxes;

/// <summary>
/// Shell that builds a sandbox's root in a mount namespace of its own and becomes its supervisor: the machine's programs, the
/// image's folders over them, volumes at their paths. Arguments: root, supervisor, state folder, image folder or "", rootfs
/// folder or "", then for each mount "ro" or "rw", source, target.
/// </summary>
internal static class SandboxScript
{
    public const string Text =
        """
        set -e
        root=$1 supervisor=$2 state=$3 image=$4 rootfs=$5; shift 5
        mount --make-rprivate /
        mount -t tmpfs tmpfs "$root"
        if [ -n "$rootfs" ]; then
          cp -a "$rootfs/." "$root/"
        else
          for name in bin sbin lib lib32 lib64 usr etc; do
            if [ -n "$image" ] && [ -e "$image/$name" ]; then continue; fi
            if [ -L "/$name" ]; then cp -P "/$name" "$root/"
            elif [ -d "/$name" ]; then mkdir "$root/$name"; mount --bind "/$name" "$root/$name"; fi
          done
          if [ -n "$image" ]; then cp -a "$image/." "$root/"; fi
        fi
        mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/concourse/state"
        chmod 1777 "$root/tmp"
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount --bind "$state" "$root/concourse/state"
        : > "$root/concourse/supervisor"
        mount --bind "$supervisor" "$root/concourse/supervisor"
        while [ $# -gt 0 ]; do
          mkdir -p "$root$3"
          mount --bind "$2" "$root$3"
          if [ "$1" = ro ]; then mount -o remount,bind,ro "$root$3"; fi
          shift 3
        done
        cd /
        exec env -i "$(command -v chroot)" "$root" /concourse/supervisor run --state /concourse/state --grace 1
        """;
}
