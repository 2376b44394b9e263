# shellcheck shell=bash
# The parts of the demo that stand around the server: images in a registry, two git repositories, all on loopback.
# Source after packages.sh and processes.sh.

# demo_port DATA NAME: a free port, chosen once and kept, so that addresses in stored pipelines stay true.
demo_port() {
  local file="$1/run/$2.port" port
  if [ ! -s "$file" ]; then
    for port in $(shuf -i 20000-29999 -n 50); do
      if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    done
    echo "$port" >"$file"
  fi
  cat "$file"
}

# demo_images DATA: builds our images, starts the registry and pushes them when they changed.
demo_images() {
  local data="$1" registry
  registry="127.0.0.1:$(demo_port "$data" registry)"
  deploy/images/build.sh "$data/images"
  hack/registry up "$data/registry" "${registry#*:}" >/dev/null
  deploy/images/push.sh "$data/images" "$registry" >"$data/run/images"
}

# demo_image DATA NAME: the image's reference with its digest.
demo_image() { sed -n "s/^$2 //p" "$1/run/images"; }

demo_task_repository() { echo "127.0.0.1:$(demo_port "$1" registry)/concourse/task"; }

# demo_repositories DATA: app.git is a bare clone of this checkout (a new repository when this is no checkout),
# releases.git takes what the demo releases; both are served by git daemon.
demo_repositories() {
  local data="$1" git="$1/git"
  mkdir -p "$git"
  if [ ! -d "$git/app.git" ]; then
    if git rev-parse --verify --quiet HEAD >/dev/null 2>&1; then
      git clone --quiet --bare . "$git/app.git"
      git -C "$git/app.git" update-ref refs/heads/main "$(git rev-parse HEAD)"
      git -C "$git/app.git" symbolic-ref HEAD refs/heads/main
    else
      demo_new_repository "$git/app.git" "The demo's source"
    fi
  fi
  [ -d "$git/releases.git" ] || demo_new_repository "$git/releases.git" "Releases made by the demo pipeline"
  if ! process_alive "$data/run/git.pid"; then
    process_start "$data/run/git.pid" "$data/log/git-daemon.log" git daemon --reuseaddr --listen=127.0.0.1 \
      --port="$(demo_port "$data" git)" --base-path="$git" --export-all --enable=receive-pack "$git"
  fi
  wait_until 10 "$data/log/git-daemon.log" git ls-remote "$(demo_uri "$data" releases)"
}

demo_new_repository() {
  local bare="$1" work
  work="$(mktemp -d)"
  git init --quiet --initial-branch=main "$work"
  echo "$2" >"$work/README"
  git -C "$work" add README
  git -C "$work" -c user.name=Concourse -c user.email=concourse@localhost commit --quiet -m "$2"
  git clone --quiet --bare "$work" "$bare"
  rm -rf "$work"
}

demo_uri() { echo "git://127.0.0.1:$(demo_port "$1" git)/$2.git"; }

# demo_released DATA: whether a release tag has arrived in the second repository.
demo_released() { git ls-remote --tags "$(demo_uri "$1" releases)" 'release-*' | grep -q .; }

# demo_worker DATA: the worker's name; an engine that was there before may serve other installations too.
demo_worker() { echo "quickstart-$(printf %s "$1" | sha256sum | cut -c1-12)"; }

# demo_server DATA PORT: the server, in the foreground.
demo_server() {
  local data="$1" port="$2" type
  local types=()
  for type in git mock registry-image time; do
    types+=(--resource-type-image "$type=$(demo_image "$data" "resource-$type")")
  done
  exec out/concourse/concourse quickstart --data-dir "$data" --bind-port "$port" \
    --add-local-user test:test --main-team-local-user test \
    --local-supervisor out/supervisor/concourse-supervisor --local-worker-name "$(demo_worker "$data")" --local-state-dir "$data/worker" --local-network host \
    "${types[@]}" >"$data/log/concourse.log" 2>&1
}
