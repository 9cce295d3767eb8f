#!/usr/bin/env bash
# Starts an S3 server on loopback: Ceph's radosgw over a store in memory, from Debian's packages radosgw, ceph-mon and ceph-osd.
# It stays in the foreground until it gets a signal. Run it as root.
#   start-radosgw.sh FOLDER PORT     prints "ready" when it answers; users: owner and reader, with the keys
#   owner / owner-secret-of-the-tests and reader / reader-secret-of-the-tests
set -euo pipefail
folder=$1 port=$2
mon_port=$((port + 1))
mkdir -p "$folder"
chmod 700 "$folder"
export CEPH_CONF="$folder/ceph.conf"
fsid=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)

cat > "$CEPH_CONF" <<EOF
[global]
fsid = $fsid
mon host = v1:127.0.0.1:$mon_port
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
run dir = $folder
admin socket =
log file = $folder/\$name.log
pid file =
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
mon warn on pool no redundancy = false
osd crush chooseleaf type = 0
osd pool default pg num = 8
osd pool default pgp num = 8
mon max pg per osd = 1000
mon data avail crit = 1
mon data avail warn = 1
[mon.a]
mon data = $folder/mon
[osd.0]
osd data = $folder/osd
[client.rgw]
ms mon client mode = crc secure
auth client required = none
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw data = $folder/rgw
rgw s3 auth use sts = true
rgw sts key = sixteencharacter
rgw enable usage log = false
EOF

pids=()
stop() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill -9 "$pid" $(pgrep -P "$pid") 2>/dev/null || true; done
}
trap stop EXIT
trap 'exit 0' INT TERM

mkdir -p "$folder/mon" "$folder/osd" "$folder/rgw"
monmaptool --create --fsid "$fsid" --addv a "v1:127.0.0.1:$mon_port" "$folder/monmap" >/dev/null
ceph-mon --mkfs -i a --monmap "$folder/monmap"
ceph-mon -f -i a >"$folder/mon.out" 2>&1 &
pids+=($!)
timeout 60 ceph osd new "$osd" 0 >/dev/null
echo "$osd" > "$folder/osd/fsid"
ceph-osd --mkfs -i 0 --osd-uuid "$osd" >"$folder/mkfs.out" 2>&1
# At times it asks the monitor before it knows the cluster ("wrong fsid"), and ends.
(while :; do ceph-osd -f -i 0 >>"$folder/osd.out" 2>&1 || sleep 0.5; done) &
pids+=($!)
radosgw -f -n client.rgw >"$folder/rgw.out" 2>&1 &
pids+=($!)
for user in owner reader; do
  timeout 120 radosgw-admin -n client.rgw user create --uid "$user" --display-name "$user" \
    --access-key "$user" --secret-key "$user-secret-of-the-tests" >/dev/null
done
# The owner may make roles.
timeout 120 radosgw-admin -n client.rgw caps add --uid owner --caps 'roles=*' >/dev/null
for _ in $(seq 600); do
  if curl -s -o "$folder/answer" "http://127.0.0.1:$port/"; then
    echo ready
    wait
  fi
  sleep 0.1
done
exit 1
