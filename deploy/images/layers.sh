# shellcheck shell=bash
# The layers images are stacked from. Each layer_NAME fills the folder $root; it may use the Debian packages listed in
# debs_NAME and the file given to the layer.

multiarch="$(gcc -print-multiarch 2>/dev/null || echo "$(uname -m)-linux-gnu")"

# layer NAME [FILE]: prints the path (without .tar.gz) of the finished layer.
layer() {
  local name="$1" file="${2:-}" packages="debs_$1[@]" debs key path
  # Runs in a subshell of the caller: what one run remembers lies in a file.
  if [ -f "$work/layer-$name" ]; then
    cat "$work/layer-$name"
    return
  fi
  debs="$(resolve_debs "${!packages:-}")"
  key="$( (declare -f "layer_$name" pack unpack; echo "$debs"; [ -z "$file" ] || sha256sum <"$file") | sha256sum | cut -c1-32)"
  path="$cache/layers/$name-$key"
  if [ ! -f "$path.diffid" ]; then
    echo "making layer $name" >&2
    root="$work/root"
    rm -rf "$root"
    mkdir -p "$root"
    unpack "$debs"
    "layer_$name" "$file"
    pack "$path"
    rm -rf "$root"
  fi
  echo "$path" | tee "$work/layer-$name"
}

# resolve_debs PACKAGE…: "sha256 file-name url" of each, as the machine's package lists know it.
resolve_debs() {
  [ -n "${1:-}" ] || return 0
  local try
  for try in 1 2; do
    if apt-get download --print-uris "$@" >"$work/uris" 2>"$work/uris.log" \
        && ! grep -qv "SHA256:" "$work/uris"; then
      sed -n "s/^'\(.*\)' \(.*\) [0-9]* SHA256:\(.*\)$/\3 \2 \1/p" "$work/uris"
      return 0
    fi
    as_root apt-get update -qq >&2 || true
  done
  cat "$work/uris.log" >&2
  return 1
}

# unpack DEBS (lines of resolve_debs): downloads what the cache lacks, checks it, unpacks all of it into $root.
unpack() {
  local sum name url missing=()
  while read -r sum name url; do
    [ -z "$sum" ] || [ -f "$cache/debs/$sum" ] || missing+=("${name%%_*}")
  done <<<"$1"
  if [ ${#missing[@]} -gt 0 ]; then
    (cd "$work" && apt-get download -qq -o APT::Sandbox::User="$(id -un)" "${missing[@]}" >&2)
  fi
  while read -r sum name url; do
    [ -n "$sum" ] || continue
    if [ ! -f "$cache/debs/$sum" ]; then
      echo "$sum  $work/$name" | sha256sum --check --quiet >&2 || { echo "$name from $url has another checksum" >&2; return 1; }
      mv "$work/$name" "$cache/debs/$sum"
    fi
    dpkg-deb --extract "$cache/debs/$sum" "$root"
  done <<<"$1"
  rm -rf "$root"/usr/share/{doc,man,locale,lintian,bug,bash-completion,menu,applications,doc-base,zsh,vim,emacsen-common}
}

# pack PATH: $root as PATH.tar.gz and PATH.diffid, the same bytes for the same contents.
pack() {
  tar --create --directory "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu \
    --file "$work/layer.tar" .
  gzip --no-name -6 <"$work/layer.tar" >"$1.tar.gz.new"
  mv "$1.tar.gz.new" "$1.tar.gz"
  sha256sum "$work/layer.tar" | cut -d' ' -f1 >"$1.diffid.new"
  mv "$1.diffid.new" "$1.diffid"
  rm "$work/layer.tar"
}

# The smallest system in which our programs and shell scripts run: busybox, bash, the C library, certificates.
debs_base=(busybox-static bash libtinfo6 libc6 ca-certificates)
layer_base() {
  local applet
  rm -rf "$root"/usr/lib/"$multiarch"/{gconv,audit} "$root"/usr/share/{debianutils,libc-bin,menu} "$root"/{etc/init.d,usr/sbin}
  find "$root" -name 'libc_malloc_debug*' -o -name 'libmemusage*' -o -name 'libpcprofile*' -o -name 'libthread_db*' -o -name 'libmvec*' | xargs rm -f
  for applet in $("$root/bin/busybox" --list-full); do
    [ -e "$root/$applet" ] && continue
    mkdir -p "$root/$(dirname "$applet")"
    ln -s /bin/busybox "$root/$applet"
  done
  mkdir -p "$root"/{dev,proc,sys,tmp,var/tmp,root,etc/ssl/certs,etc}
  chmod 1777 "$root/tmp" "$root/var/tmp"
  chmod 0700 "$root/root"
  find "$root/usr/share/ca-certificates" -name '*.crt' | LC_ALL=C sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$root/usr/share/ca-certificates" "$root/etc/ca-certificates"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
}

# git with http(s) and ssh, and what these link to.
debs_git=(git openssh-client libbrotli1 libbsd0 libcbor0.8 libcom-err2 libcurl3-gnutls libedit2 libffi8 libfido2-1
  libgcrypt20 libgmp10 libgnutls30 libgpg-error0 libgssapi-krb5-2 libhogweed6 libidn2-0 libk5crypto3 libkeyutils1
  libkrb5-3 libkrb5support0 libldap-2.5-0 libmd0 libnettle8 libnghttp2-14 libp11-kit0 libpcre2-8-0 libpsl5 librtmp1
  libsasl2-2 libselinux1 libssh2-1 libssl3 libtasn1-6 libudev1 libunistring2 libzstd1 zlib1g)
layer_git() {
  rm -rf "$root"/usr/share/{gitweb,perl5,git-core/contrib,bug} "$root"/usr/lib/git-core/mergetools "$root"/var \
    "$root"/usr/lib/"$multiarch"/{ossl-modules,engines-3} "$root"/usr/lib/systemd "$root"/lib/udev "$root"/etc/init.d
  # Written in Perl, which is not here, or servers.
  rm -f "$root"/usr/lib/git-core/{git-{cvs*,svn,send-email,archimport,instaweb,shell,daemon,http-backend,imap-send},scalar} \
    "$root"/usr/bin/{git-cvsserver,scalar,git-shell}
  # Only for smart cards and host-based logins; one of them is set-user-id.
  rm -rf "$root/usr/lib/openssh"
}

# TLS for .NET programs.
debs_tls=(libssl3)
layer_tls() {
  rm -rf "$root"/usr/lib/"$multiarch"/{ossl-modules,engines-3}
}

debs_zones=(tzdata)
layer_zones() {
  rm -rf "$root"/usr/share/zoneinfo/{posix,right}
}

debs_resource=()
layer_resource() {
  install -D -m 0755 "$1" "$root/usr/local/bin/concourse-resource"
}

# Which type /opt/resource serves is these three lines and nothing else, so that all types share the layers below.
scripts_of() {
  local script
  mkdir -p "$root/opt/resource"
  for script in check in out; do
    printf '#!/bin/sh\nexec /usr/local/bin/concourse-resource %s %s "$@"\n' "$1" "$script" >"$root/opt/resource/$script"
    chmod 0755 "$root/opt/resource/$script"
  done
}
layer_type_git() { scripts_of git; }
layer_type_mock() { scripts_of mock; }
layer_type_registry_image() { scripts_of registry-image; }
layer_type_time() { scripts_of time; }

# One static program and nothing else.
debs_static=(busybox-static)
layer_static() {
  mv "$root/bin/busybox" "$work/busybox"
  rm -rf "${root:?}"/*
  mv "$work/busybox" "$root/busybox"
}

layer_supervisor() {
  install -D -m 0755 "$1" "$root/concourse-supervisor"
}
