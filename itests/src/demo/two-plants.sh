#!/bin/sh
# `./dev demo --two-plants`, read by dev: two plants, each a gateway and a LAN host in network namespaces, joined
# over a router that knows neither plant, by two WireGuard gateways.
#
# From dev come: root, jdk, the words (title, say, die, …), the prerequisites and build.
# shellcheck disable=SC2154 # those variables
set -eu

# shellcheck source=itests/src/demo/namespaces.sh
. "$root/itests/src/demo/namespaces.sh"

make_plants() {
  for name in plantA-host plantA-gw wan plantB-gw plantB-host; do
    ip netns add "$demo_prefix-$$-$name"
    in_namespace "$name" ip link set lo up
  done
  link plantA-host lan0 10.1.0.10/24 plantA-gw lan0 10.1.0.1/24
  link plantA-gw wan0 198.51.100.2/24 wan toA 198.51.100.1/24
  link wan toB 203.0.113.1/24 plantB-gw wan0 203.0.113.2/24
  link plantB-gw lan0 10.2.0.1/24 plantB-host lan0 10.2.0.10/24
  in_namespace plantA-host ip route add default via 10.1.0.1
  in_namespace plantB-host ip route add default via 10.2.0.1
  # The internet between the plants knows the gateways' addresses and not one of the plants'.
  in_namespace plantA-gw ip route add default via 198.51.100.1
  in_namespace plantB-gw ip route add default via 203.0.113.1
  for name in plantA-gw wan plantB-gw; do
    in_namespace "$name" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  done
}

# configure NAME OWN-INNER-ADDRESS PEER ENDPOINT ALLOWED-IPS: the file a gateway starts from.
configure() {
  cat >"$work/$1/omni0.conf" <<END
[Interface]
PrivateKey = $(cat "$work/$1/key")
ListenPort = 51820
Address = $2
MTU = 1420

[Peer]
PublicKey = $(wg pubkey <"$work/$3/key")
Endpoint = $4
AllowedIPs = $5
END
}

# The same as files of components, which the gateway takes up from its deploy folder.
deploy() {
  deploy=$work/$1/data/deploy
  mkdir -p "$deploy"
  cp "$work/$1/key" "$work/$1/import.key"
  cat >"$deploy/io.omniedge.transport.Tunnel-plants.cfg" <<END
kura.service.pid = plants
interfaceName = omni0
keyImport = $work/$1/import.key
listenPort = $(setting "$1" ListenPort)
address = $(setting "$1" Address)
mtu = $(setting "$1" MTU)
END
  cat >"$deploy/io.omniedge.transport.Peer-other.cfg" <<END
kura.service.pid = other-plant
Tunnel.target = (kura.service.pid=plants)
publicKey = $(setting "$1" PublicKey)
endpoint = $(setting "$1" Endpoint)
allowedIPs = $(setting "$1" AllowedIPs)
persistentKeepalive = 0
END
}

# setting NAME KEY: a value of the file a gateway starts from.
setting() { sed -n "s/^$2 = //p" "$work/$1/omni0.conf"; }

start_ours() {
  deploy "$1"
  become_in_gateway "$1" env JAVA_HOME="$jdk" "$gateway" run --data-dir "$work/$1/data" \
    --run-dir /run/wireguard >"$work/$1/log" 2>&1 &
  echo $! >"$work/$1/pid"
  await 20 grep -q 'ManagedTunnel: plants is up' "$work/$1/log"
}

# ask NAME COMMAND…: what the command line of a gateway of ours says.
ask() {
  name=$1
  shift
  in_gateway "$name" env JAVA_HOME="$jdk" "$gateway" "$@" --run-dir /run/wireguard
}

# The same configuration for wireguard-go, which knows neither addresses nor routes.
start_wireguard_go() {
  become_in_gateway "$1" "$wireguard_go" --foreground omni0 >"$work/$1/log" 2>&1 &
  echo $! >"$work/$1/pid"
  await 20 test -S "$work/$1/run/omni0.sock"
  sed '/^Address\|^MTU/d' "$work/$1/omni0.conf" >"$work/$1/wg.conf"
  in_gateway "$1" wg setconf omni0 "$work/$1/wg.conf"
  in_namespace "$1" ip address add "$(sed -n 's/^Address = //p' "$work/$1/omni0.conf")" dev omni0
  in_namespace "$1" ip link set omni0 mtu 1420 up
  for prefix in $(sed -n 's/^AllowedIPs = //p' "$work/$1/omni0.conf" | tr ',' ' '); do
    in_namespace "$1" ip route add "$prefix" dev omni0
  done
}

start_gateway() {
  mkdir -p "$work/$1/run"
  started=$(date +%s%N)
  if "start_$2" "$1"; then
    say "$1 ready after $((($(date +%s%N) - started) / 1000000)) ms ($(gateway_name "$2"))"
  else
    say "$1 did not get ready; it said:"
    sed 's/^/      /' "$work/$1/log"
    return 1
  fi
}

gateway_name() {
  case $1 in
    ours) echo 'OmniEdge' ;;
    wireguard_go) echo 'wireguard-go' ;;
  esac
}

# transferred NAME FIELD: bytes received (2) or sent (3) by the tunnel, all peers.
transferred() { in_gateway "$1" wg show omni0 transfer | awk -v field="$2" '{ n += $field } END { printf "%.0f\n", n }'; }

show_tunnel() {
  for name in plantA-gw plantB-gw; do
    say "$name# wg show omni0"
    in_gateway "$name" wg show omni0 | sed 's/^/      /'
  done
  say 'plantA-gw# omniedge-gateway status'
  ask plantA-gw status | grep -v '^bundle' | sed 's/^/      /'
  say 'plantA-gw# omniedge-gateway health'
  healthy=0
  ask plantA-gw health >"$work/health.log" 2>&1 || healthy=1
  sed 's/^/      /' "$work/health.log"
  verdict "$healthy" 'gateway A is healthy'
}

# iperf: from host to host; prints as it goes, leaves the bytes received in $work/bytes.
iperf() {
  become_in_namespace plantB-host iperf3 --server --one-off --forceflush >"$work/iperf-server.log" 2>&1 &
  servers="$servers $!"
  await 10 grep -q listening "$work/iperf-server.log" || return 1
  in_namespace plantA-host timeout 30 iperf3 --client 10.2.0.10 --time 5 --connect-timeout 5000 \
    --format m --forceflush >"$work/iperf.log" 2>&1 || {
    sed 's/^/      /' "$work/iperf.log"
    return 1
  }
  grep -E 'ID|sec' "$work/iperf.log" | sed 's/^/      /'
  awk '/receiver/ {
    factor["Bytes"] = 1; factor["KBytes"] = 2 ^ 10; factor["MBytes"] = 2 ^ 20; factor["GBytes"] = 2 ^ 30
    for (i = 2; i <= NF; i++) if ($i in factor) printf "%.0f\n", $(i - 1) * factor[$i]
  }' "$work/iperf.log" >"$work/bytes"
  [ -s "$work/bytes" ]
}

plants_demo() {
  keep=$1 plant_b=$2
  title 'OmniEdge gateway: two plants, one tunnel'
  cat <<END
${dim}
     plant A                          internet                         plant B
  host 10.1.0.10 ─ gateway ══ 198.51.100.2 ─ router ─ 203.0.113.2 ══ gateway ─ host 10.2.0.10
                     └──────────────── WireGuard tunnel ────────────────┘
${plain}
END
  need_build_tools
  need_network_tools
  install_packages
  [ "$plant_b" = ours ] || find_wireguard_go
  build product
  remove_leftovers

  gateway=$root/osgi-bundles/runtime/target/gateway/bin/omniedge-gateway
  begin plantA-gw plantB-gw
  make_plants
  wg genkey >"$work/plantA-gw/key"
  wg genkey >"$work/plantB-gw/key"
  configure plantA-gw 10.255.0.1/32 plantB-gw 203.0.113.2:51820 10.2.0.0/24,10.255.0.2/32
  configure plantB-gw 10.255.0.2/32 plantA-gw 198.51.100.2:51820 10.1.0.0/24,10.255.0.1/32

  title '1. Without a tunnel the plants do not see each other'
  if in_namespace plantA-host ping -c 1 -W 1 10.2.0.10 >/dev/null 2>&1; then
    verdict 1 'plant B answered although there is no tunnel yet'
  else
    verdict 0 'no answer from plant B, as it should be'
  fi

  title '2. The gateways start'
  start_gateway plantA-gw ours || exit 1
  start_gateway plantB-gw "$plant_b" || exit 1

  title '3. plantA-host# ping 10.2.0.10'
  if in_namespace plantA-host ping -c 10 -i 0.2 -W 2 10.2.0.10 >"$work/ping.log" 2>&1; then
    lossless=$(grep -c ' 0% packet loss' "$work/ping.log" || true)
  else
    lossless=0
  fi
  sed -n '2,4p;/statistics/,$p' "$work/ping.log" | sed 's/^/      /'
  verdict "$((1 - lossless))" 'every ping was answered'

  title '4. plantA-host# iperf3 -c 10.2.0.10'
  sent_before=$(transferred plantA-gw 3) received_before=$(transferred plantB-gw 2)
  if iperf; then
    bytes=$(cat "$work/bytes")
    sent=$(($(transferred plantA-gw 3) - sent_before))
    received=$(($(transferred plantB-gw 2) - received_before))
    verdict 0 "iperf3 moved $((bytes / 1000000)) MB"
    say "  plantA-gw sealed and sent $((sent / 1000000)) MB, plantB-gw received $((received / 1000000)) MB"
    # The tunnel's own bytes come on top, so less than the payload would mean another way.
    verdict "$((bytes == 0 || sent < bytes || received < bytes))" 'all of it went through the tunnel'
  else
    verdict 1 'iperf3 moved nothing'
  fi

  title '5. The state of the tunnel'
  show_tunnel

  title '6. The web page of gateway A, from a desk in its plant'
  page=https://10.1.0.1:8443/
  if await 20 in_namespace plantA-host curl -skLf "$page" -o "$work/page.html"; then
    sed -n 's/.*<title>\(.*\)<.title>.*/      \1/p;s/.*<h1>\(.*\)<.h1>.*/      \1/p' "$work/page.html"
    verdict 0 "$page answers, and waits for its first user"
  else
    verdict 1 "$page does not answer"
  fi

  title 'Result'
  if [ "$outcome" -eq 0 ]; then
    say '✓ the demo worked'
  else
    say '✗ the demo failed; the gateways said:'
    sed 's/^/      A: /' "$work/plantA-gw/log"
    sed 's/^/      B: /' "$work/plantB-gw/log"
  fi
  [ -z "$keep" ] || keep_up
  exit "$outcome"
}

keep_up() {
  title 'Left up until Ctrl-C. To look around, in another terminal, as root:'
  for name in plantA plantB; do
    say "$name gateway:  nsenter --net --mount --target $(cat "$work/$name-gw/pid")   then: wg show"
    say "$name host:     ip netns exec $demo_prefix-$$-$name-host bash"
    say "$name web page: https://10.$([ "$name" = plantA ] && echo 1 || echo 2).0.1:8443/ from the host, with the setup code of omniedge-gateway status"
  done
  trap 'printf "\n"; exit "$outcome"' INT
  wait
}
