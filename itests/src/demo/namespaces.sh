#!/bin/sh
# What the programs of `./dev demo` share: hosts as network namespaces, and what becomes of them.
#
# From dev come: root, jdk, the words (title, say, die, …), the prerequisites and build.
# shellcheck disable=SC2154 # those variables
set -eu

# Everything a demo makes carries this prefix and our process id, so that the next one can tell what
# a killed demo left behind. Two demos at a time do not meet.
demo_prefix=omni-demo

# in_namespace NAME COMMAND…: in one of the hosts.
in_namespace() (become_in_namespace "$@")

# in_gateway NAME COMMAND…: as in_namespace, and with a /run/wireguard of its own: the configuration
# sockets of both gateways are called omni0 and would meet in one folder.
in_gateway() (become_in_gateway "$@")

# The same in place of this shell: behind an & that is the background process, so that $! is the
# command's own process id.
become_in_namespace() {
  namespace=$demo_prefix-$$-$1
  shift
  exec ip netns exec "$namespace" "$@"
}

become_in_gateway() {
  namespace=$demo_prefix-$$-$1 folder=$work/$1/run
  shift
  # shellcheck disable=SC2016 # expanded by the inner shell
  exec ip netns exec "$namespace" \
    sh -c 'mount --bind "$0" /run/wireguard && exec "$@"' "$folder" "$@"
}

# remove_namespaces PID: ends what still runs in the namespaces of that demo and deletes them.
remove_namespaces() {
  for namespace in $(ip netns list 2>/dev/null | awk '{ print $1 }' | grep "^$demo_prefix-$1-" || true); do
    for process in $(ip netns pids "$namespace"); do
      kill -KILL "$process" 2>/dev/null || true
    done
    ip netns delete "$namespace"
  done
  rm -rf "/tmp/$demo_prefix-$1"
}

remove_leftovers() {
  {
    ip netns list 2>/dev/null | awk '{ print $1 }'
    ls /tmp
  } | sed -n "s/^$demo_prefix-\([0-9]\{1,\}\).*/\1/p" | sort -u | while IFS= read -r pid; do
    if [ -z "$(age "$pid")" ]; then
      say "removing what the killed demo $pid left behind"
      remove_namespaces "$pid"
    fi
  done
}

# link NAME1 DEVICE1 ADDRESS1 NAME2 DEVICE2 ADDRESS2: a cable between two namespaces.
link() {
  ip link add "$2" netns "$demo_prefix-$$-$1" type veth peer name "$5" netns "$demo_prefix-$$-$4"
  in_namespace "$1" ip address add "$3" dev "$2"
  in_namespace "$4" ip address add "$6" dev "$5"
  in_namespace "$1" ip link set "$2" up
  in_namespace "$4" ip link set "$5" up
}

# await SECONDS COMMAND…: until the command succeeds; status 1 when the time is over.
await() {
  deadline=$(($(date +%s) + $1))
  shift
  until "$@" 2>/dev/null; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

demo_cleanup() {
  trap - EXIT INT TERM HUP
  # shellcheck disable=SC2086 # a list of process ids
  kill $servers 2>/dev/null || true
  for file in "$work"/*/pid; do
    [ ! -r "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
  done
  remove_namespaces $$
}

verdict() {
  if [ "$1" -eq 0 ]; then
    say "✓ $2"
  else
    say "✗ $2"
    outcome=1
  fi
}

# begin FOLDER…: a place for everything, which goes when we end in whatever way.
begin() {
  work=/tmp/$demo_prefix-$$ servers='' outcome=0
  trap demo_cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  umask 077
  mkdir -p /run/wireguard "$work"
  for folder in "$@"; do
    mkdir -p "$work/$folder/run"
  done
}
