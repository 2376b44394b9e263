# shellcheck shell=bash
# Keys of a cluster, made once per state folder: its authority, the API server, its kubelet client, service account tokens.

make_certificates() {
  local pki="$STATE/pki"
  [ -f "$pki/complete" ] && return 0
  rm -rf "$pki"
  mkdir -m 700 -p "$pki"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=concourse-dev-ca" \
    -keyout "$pki/ca.key" -out "$pki/ca.crt" 2>/dev/null
  make_certificate apiserver "/CN=kube-apiserver" serverAuth \
    "IP:127.0.0.1,IP:$NODE_ADDRESS,IP:10.96.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
  make_certificate kubelet-client "/O=system:masters/CN=kube-apiserver-kubelet-client" clientAuth DNS:kubelet-client
  make_certificate admin "/O=system:masters/CN=admin" clientAuth DNS:admin
  make_certificate controllers "/O=system:masters/CN=system:kube-controller-manager" clientAuth DNS:controllers
  make_certificate node "/O=system:nodes/CN=system:node:$NODE_NAME" clientAuth "DNS:$NODE_NAME"
  openssl genrsa -out "$pki/service-accounts.key" 2048 2>/dev/null
  touch "$pki/complete"
}

# make_certificate NAME SUBJECT USAGE ALTERNATIVE_NAMES
make_certificate() {
  local pki="$STATE/pki"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "$pki/$1.key" -out "$pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 3650 -out "$pki/$1.crt" \
    -extfile <(printf 'extendedKeyUsage=%s\nsubjectAltName=%s\n' "$3" "$4") 2>/dev/null
}

# make_kubeconfig NAME NAMESPACE credential-name value [credential-name value]
make_kubeconfig() {
  local file="$STATE/kubeconfig/$1" namespace="$2"
  shift 2
  mkdir -p "$STATE/kubeconfig"
  {
    echo "apiVersion: v1"
    echo "kind: Config"
    echo "current-context: dev"
    echo "contexts: [{name: dev, context: {cluster: dev, user: dev, namespace: $namespace}}]"
    echo "clusters:"
    echo "- name: dev"
    echo "  cluster:"
    echo "    server: https://127.0.0.1:$API_PORT"
    echo "    certificate-authority-data: $(base64 -w0 "$STATE/pki/ca.crt")"
    echo "users:"
    echo "- name: dev"
    echo "  user: {$(printf '%s: %s' "$1" "$2")${3:+, $3: $4}}"
  } >"$file.new"
  chmod 600 "$file.new"
  [ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID" "$file.new"
  mv "$file.new" "$file"
}

# make_certificate_kubeconfig NAME
make_certificate_kubeconfig() {
  make_kubeconfig "$1" default client-certificate-data "$(base64 -w0 "$STATE/pki/$1.crt")" \
    client-key-data "$(base64 -w0 "$STATE/pki/$1.key")"
}
