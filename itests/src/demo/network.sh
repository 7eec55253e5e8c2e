#!/bin/sh
# `./dev demo`, read by dev: a manager in the internet, three plants that become members of its
# network by a setup key, and a policy that says which of them reach each other. Nobody types an
# address or a key of a peer.
#
# From dev come: root, jdk, the words (title, say, die, …), the prerequisites and build.
# shellcheck disable=SC2154 # those variables
set -eu

# shellcheck source=itests/src/demo/namespaces.sh
. "$root/itests/src/demo/namespaces.sh"

manager_address=198.51.100.2

make_internet() {
  for name in internet manager plant1-gw plant1-host plant2-gw plant2-host plant3-gw plant3-host; do
    ip netns add "$demo_prefix-$$-$name"
    in_namespace "$name" ip link set lo up
  done
  in_namespace internet ip link add br0 type bridge
  in_namespace internet ip link set br0 up
  plug manager "$manager_address"
  for number in 1 2 3; do
    plug "plant$number-gw" "198.51.100.1$number"
    link "plant$number-gw" lan0 "10.$number.0.1/24" "plant$number-host" eth0 "10.$number.0.10/24"
    in_namespace "plant$number-host" ip route add default via "10.$number.0.1"
    in_namespace "plant$number-gw" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  done
}

# plug NAME ADDRESS: a host into the internet, which knows no plant's network.
plug() {
  ip link add wan0 netns "$demo_prefix-$$-$1" type veth peer name "to-$1" netns "$demo_prefix-$$-internet"
  in_namespace "$1" ip address add "$2/24" dev wan0
  in_namespace "$1" ip link set wan0 up
  in_namespace internet ip link set "to-$1" master br0 up
}

in_manager() {
  in_namespace manager env JAVA_HOME="$jdk" "$@"
}

# omniedge COMMAND…: the command line, as the owner has it.
omniedge() {
  in_manager "$root/bin/omniedge" "$@"
}

# show COMMAND…: says the command and what it prints; its status.
show() {
  say "$ omniedge $*"
  status=0
  omniedge "$@" >"$work/said" 2>&1 || status=$?
  sed 's/^/      /' "$work/said"
  return "$status"
}

start_manager() {
  printf 'data = %s\npublic.hosts = %s\n' "$work/manager/data" "$manager_address" >"$work/manager.properties"
  OMNIEDGE_API_KEY=$(in_manager "$root/bin/omniedge-manager" create-owner \
    --config "$work/manager.properties" --tenant demo --api-key)
  become_in_namespace manager env JAVA_HOME="$jdk" "$root/bin/omniedge-manager" start \
    --config "$work/manager.properties" >"$work/manager/log" 2>&1 &
  echo $! >"$work/manager/pid"
  await 60 grep -q 'HTTPS on port' "$work/manager/log" || return 1
  OMNIEDGE_MANAGER=$manager_address:8443
  OMNIEDGE_CA=$(sed -n 's/.*authority \([0-9a-f]\{64\}\).*/\1/p' "$work/manager/log")
  export OMNIEDGE_API_KEY OMNIEDGE_MANAGER OMNIEDGE_CA
}

# start_plant NUMBER: a gateway that finds a setup key in its deploy folder, as on a new image.
start_plant() {
  name=plant$1-gw
  mkdir -p "$work/$name/data/deploy"
  cat >"$work/$name/data/deploy/io.omniedge.gateway.agent.Membership.cfg" <<END
setupKey = $setup_key
name = plant-$1
interfaceName = omni0
listenPort = 51820
publicEndpoints = 198.51.100.1$1:51820
offeredRoutes = 10.$1.0.0/24
END
  become_in_gateway "$name" env JAVA_HOME="$jdk" "$gateway" run --data-dir "$work/$name/data" \
    --run-dir /run/wireguard >"$work/$name/log" 2>&1 &
  echo $! >"$work/$name/pid"
}

enrolled() { grep -q 'MembershipCare: enrolled' "$work/plant$1-gw/log"; }

# reach FROM TO: one echo request from machine to machine.
reach() { in_namespace "plant$1-host" ping -n -c 1 -W 1 "10.$2.0.10" >"$work/ping.log" 2>&1; }

# milliseconds since $1, which is in nanoseconds.
since() { echo $((($(date +%s%N) - $1) / 1000000)); }

policy() {
  cat >"$work/policy.json" <<END
{
  "rules": [
    $1
  ],
  "tests": [
    {"from": "address:10.1.0.0/24", "to": "address:10.2.0.0/24", "protocol": "tcp", "port": 502, "expect": "allow"}
  ]
}
END
}

pair='{"id": "lines", "between": ["address:10.1.0.0/24"], "and": ["address:10.2.0.0/24"]}'
visit='{"id": "visit", "from": ["address:10.3.0.0/24"], "to": ["address:10.1.0.0/24"], "protocol": "icmp"}'

network_demo() {
  keep=$1
  title 'OmniEdge: a manager and three plants'
  cat <<END
${dim}
                                manager 198.51.100.2
                                        │
  10.1.0.10 ─ plant-1 ══════════ internet ══════════ plant-2 ─ 10.2.0.10
                                        ║
                                     plant-3 ─ 10.3.0.10
${plain}
END
  need_build_tools
  need_network_tools
  install_packages
  build product
  remove_leftovers
  gateway=$root/osgi-bundles/runtime/target/gateway/bin/omniedge-gateway
  begin manager plant1-gw plant2-gw plant3-gw
  make_internet

  title '1. The manager starts'
  started=$(date +%s%N)
  start_manager || {
    sed 's/^/      /' "$work/manager/log"
    die 'the manager did not start'
  }
  say "ready after $(since "$started") ms: https://$OMNIEDGE_MANAGER/ has the web page"

  title '2. A network, and a key that lets three gateways in'
  show network create plants || verdict 1 'no network'
  setup_key=$(omniedge setup-key create plants --uses 3 --auto-approve --quiet --no-qr)
  case $setup_key in
    omniedge://*) verdict 0 "a setup key: ${setup_key%%key=*}key=…" ;;
    *) verdict 1 "no setup key: $setup_key" ;;
  esac

  title '3. The gateways start with that key, and nothing else'
  for number in 1 2 3; do start_plant "$number"; done
  for number in 1 2 3; do
    if await 60 enrolled "$number"; then
      verdict 0 "plant-$number is a member"
    else
      verdict 1 "plant-$number did not enrol; it said:"
      sed 's/^/      /' "$work/plant$number-gw/log"
      exit 1
    fi
    omniedge routes approve "plant-$number" --all --quiet >/dev/null || verdict 1 'its network was not approved'
  done
  show device list

  title '4. Nobody may do anything yet'
  if reach 1 2; then verdict 1 'plant 2 answered plant 1'; else verdict 0 'plant 2 does not answer plant 1'; fi

  title '5. A policy: plants 1 and 2 work together'
  policy "$pair"
  show policy diff "$work/policy.json" || true
  started=$(date +%s%N)
  omniedge policy apply "$work/policy.json" --yes --quiet >/dev/null || verdict 1 'the policy was refused'
  if await 20 reach 1 2; then
    verdict 0 "plant 2 answers plant 1, $(since "$started") ms after the command began"
    sed -n '2p' "$work/ping.log" | sed 's/^/      /'
  else
    verdict 1 'plant 2 does not answer plant 1'
  fi
  if reach 3 1; then verdict 1 'plant 1 answered plant 3'; else verdict 0 'plant 1 does not answer plant 3'; fi
  show why plant-3 10.1.0.10 icmp || true

  title '6. The policy changes while they work'
  # A count, so that ping waits for its last answers: one that is ended takes them for lost.
  become_in_namespace plant1-host ping -n -c 250 -i 0.02 -W 5 10.2.0.10 >"$work/stream.log" 2>&1 &
  stream=$!
  servers="$servers $stream"
  policy "$pair, $visit"
  omniedge policy apply "$work/policy.json" --yes --quiet >/dev/null || verdict 1 'the policy was refused'
  if await 20 reach 3 1; then verdict 0 'plant 1 answers the pings of plant 3'; else verdict 1 'plant 1 does not answer plant 3'; fi
  reach 1 3 || true
  if grep -q 'filtered' "$work/ping.log"; then
    verdict 0 'plant 3 is closed to plant 1: packet filtered'
  else
    verdict 1 'plant 3 is not closed to plant 1 as it should be'
  fi
  wait "$stream" || true
  verdict "$(grep -c ' 0% packet loss' "$work/stream.log" | awk '{ print 1 - $1 }')" \
    'no ping between plants 1 and 2 was lost meanwhile'

  title '7. The configuration of a gateway, from the manager'
  if show config set plant-1 io.omniedge.gateway.monitoring.Metrics.port=9600 &&
    await 20 in_namespace plant1-gw curl -sf http://127.0.0.1:9600/metrics -o "$work/metrics"; then
    verdict 0 'the metrics are at port 9600 now'
  else
    verdict 1 'the metrics did not move'
  fi
  if show config rollback plant-1 &&
    await 20 in_namespace plant1-gw curl -sf http://127.0.0.1:9586/metrics -o "$work/metrics"; then
    verdict 0 'they are back at port 9586'
  else
    verdict 1 'the change was not undone'
  fi

  title '8. Plant 2 is taken out'
  started=$(date +%s%N)
  omniedge device revoke plant-2 --yes --quiet || verdict 1 'it was not revoked'
  if await 10 cut_off; then
    verdict 0 "its peers dropped it within $(since "$started") ms of the command's start"
  else
    verdict 1 'it is still a peer of plant 1'
  fi
  show device list

  title 'Result'
  if [ "$outcome" -eq 0 ]; then
    say '✓ the demo worked'
  else
    say '✗ the demo failed; the programs said:'
    for name in manager plant1-gw plant2-gw plant3-gw; do sed "s/^/      $name: /" "$work/$name/log"; done
  fi
  [ -z "$keep" ] || keep_network
  exit "$outcome"
}

# Whether plant 1 has plant 3 only, and gets no answer any more.
cut_off() {
  [ "$(in_gateway plant1-gw wg show omni0 peers | wc -l)" -eq 1 ] && ! reach 1 2
}

keep_network() {
  title 'Left up until Ctrl-C. To look around, in another terminal, as root:'
  for number in 1 2 3; do
    [ -r "$work/plant$number-gw/pid" ] || continue
    say "plant $number gateway:  nsenter --net --mount --target $(cat "$work/plant$number-gw/pid")   then: wg show"
    say "plant $number machine:  ip netns exec $demo_prefix-$$-plant$number-host bash"
  done
  # With the API key in it; the folder is ours alone and goes with the demo.
  cat >"$work/omniedge" <<END
#!/bin/sh
exec ip netns exec $demo_prefix-$$-manager env JAVA_HOME='$jdk' OMNIEDGE_MANAGER='$OMNIEDGE_MANAGER' \\
  OMNIEDGE_API_KEY='$OMNIEDGE_API_KEY' OMNIEDGE_CA='$OMNIEDGE_CA' '$root/bin/omniedge' "\$@"
END
  chmod 700 "$work/omniedge"
  say "command line, as the owner:  $work/omniedge device list"
  say "web page: https://$OMNIEDGE_MANAGER/ in ip netns exec $demo_prefix-$$-manager; your invitation:"
  in_manager "$root/bin/omniedge-manager" create-owner --config "$work/manager.properties" --tenant demo --name you |
    sed 's/^/      /'
  trap 'printf "\n"; exit "$outcome"' INT
  wait
}
