# shellcheck shell=bash
# etcd, API server, controllers and scheduler, all on 127.0.0.1.

start_control_plane() {
  local bin="$KUBERNETES_CACHE" pki="$STATE/pki" log="$STATE/log" run="$STATE/run"
  process_start "$run/etcd.pid" "$log/etcd.log" etcd --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "http://127.0.0.1:$ETCD_PORT" --advertise-client-urls "http://127.0.0.1:$ETCD_PORT" \
    --listen-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" \
    --initial-cluster "default=http://127.0.0.1:$ETCD_PEER_PORT"

  process_start "$run/kube-apiserver.pid" "$log/kube-apiserver.log" "$bin/kube-apiserver" \
    --etcd-servers="http://127.0.0.1:$ETCD_PORT" --bind-address=127.0.0.1 --secure-port="$API_PORT" \
    --advertise-address="$NODE_ADDRESS" --endpoint-reconciler-type=none \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --client-ca-file="$pki/ca.crt" \
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
    --kubelet-preferred-address-types=InternalIP \
    --service-account-key-file="$pki/service-accounts.key" --service-account-signing-key-file="$pki/service-accounts.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range=10.96.0.0/16 \
    --authorization-mode=Node,RBAC --allow-privileged=true
  wait_until 60 "$log/kube-apiserver.log" \
    curl -sf --cacert "$pki/ca.crt" --cert "$pki/admin.crt" --key "$pki/admin.key" "https://127.0.0.1:$API_PORT/readyz"

  make_certificate_kubeconfig admin
  make_certificate_kubeconfig controllers
  make_certificate_kubeconfig node
  process_start "$run/kube-controller-manager.pid" "$log/kube-controller-manager.log" "$bin/kube-controller-manager" \
    --kubeconfig="$STATE/kubeconfig/controllers" --bind-address=127.0.0.1 --secure-port="$CONTROLLERS_PORT" --port=0 \
    --service-account-private-key-file="$pki/service-accounts.key" --root-ca-file="$pki/ca.crt" --leader-elect=false \
    --cert-dir="$run/controllers-certificates"
  process_start "$run/kube-scheduler.pid" "$log/kube-scheduler.log" "$bin/kube-scheduler" \
    --kubeconfig="$STATE/kubeconfig/controllers" --bind-address=127.0.0.1 --secure-port="$SCHEDULER_PORT" --port=0 \
    --leader-elect=false --cert-dir="$run/scheduler-certificates"
}
