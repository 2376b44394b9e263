# shellcheck shell=bash
# Debian packages for the developer scripts. Source this file, then call `need_packages name…`.

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs those of the named packages that are missing, with one `apt-get update` per run of the calling script.
need_packages() {
  local package missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "installing ${missing[*]}" >&2
  if [ -z "${PACKAGES_UPDATED:-}" ]; then
    as_root apt-get update -qq >&2 || echo "apt-get update failed for some source; trying with what is known" >&2
    PACKAGES_UPDATED=1
  fi
  # Hundreds of lines that only matter when it fails.
  local log
  log="$(mktemp)"
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "Debian's packages ${missing[*]} could not be installed; what apt-get printed stands above ($log)" >&2
    return 1
  fi
  rm -f "$log"
}

# debian_sources SUITE: "URI release component" of each source that this machine has for that Debian release.
debian_sources() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
    awk -v suite="$1" '$2 == suite || index($2, suite "-") == 1' | sort -u
}

# debian_mirror SUITE: the URI of its main archive.
debian_mirror() {
  local uri
  uri="$(debian_sources "$1" | awk -v suite="$1" '$2 == suite && $3 == "main" {print $1; exit}')"
  [ -n "$uri" ] || { echo "this machine's apt has no source for Debian's $1; add one to /etc/apt/sources.list.d" >&2; return 1; }
  echo "$uri"
}
