# shellcheck shell=bash
# Who may do what: kubectl as admin, and namespaces with the ServiceAccount and Role that we ship.

admin() { kubectl --kubeconfig "$STATE/kubeconfig/admin" "$@"; }

# make_namespace NAME : the account's kubeconfig is $STATE/kubeconfig/NAME.
make_namespace() {
  local name="$1" secret
  read_ports
  admin get namespace "$name" >/dev/null 2>&1 || admin create namespace "$name" >/dev/null
  # The shipped file names namespace "concourse"; a second namespace gets the same rights in itself.
  sed "s/namespace: concourse\$/namespace: $name/" "$hack/../deploy/kubernetes/role.yaml" | admin apply -f - >/dev/null
  wait_until 30 "$STATE/log/kube-controller-manager.log" service_account_token "$name" default
  wait_until 30 "$STATE/log/kube-controller-manager.log" service_account_token "$name" concourse-web
  make_kubeconfig "$name" "$name" token "$(service_account_token "$name" concourse-web)"
}

service_account_token() {
  local secret
  secret="$(admin -n "$1" get serviceaccount "$2" -o 'jsonpath={.secrets[0].name}')"
  [ -n "$secret" ] || return 1
  admin -n "$1" get secret "$secret" -o 'jsonpath={.data.token}' | base64 -d | grep .
}
