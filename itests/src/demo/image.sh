#!/bin/sh
# `./dev boot`, read by dev: boots an image in QEMU, without KVM, and looks whether its gateway comes
# up; with --enrol it gets a provisioning file, becomes a member of a network whose manager runs
# here, and answers a ping through the tunnel.
#
# From dev come: root, jdk, images, image_cache, the words (title, say, die, …) and image_program.
# shellcheck disable=SC2154 # those variables
set -eu

# shellcheck source=itests/src/demo/network.sh
. "$root/itests/src/demo/network.sh"

# machine BOARD: the command of the emulator as arguments in "$machine", one word a line.
emulated() {
  machine=$work/machine
  image_program emulate "$1" >"$machine" || die "there is no machine for $1"
}

# start_box WRAPPER…: boots the copy of the disk; its serial console is $work/box/console.
start_box() {
  (
    set -- "$@"
    while IFS= read -r word; do set -- "$@" "$word"; done <"$machine"
    # The first card is the WAN: what is behind it translates addresses, as at most sites.
    exec "$@" -serial "file:$work/box/console" -monitor none -no-reboot \
      -drive "if=none,id=disk,format=raw,cache=unsafe,file=$work/box/disk" \
      -device virtio-blk-pci,drive=disk,addr=0x4 \
      -netdev "user,id=wan$netdev" -device virtio-net-pci,netdev=wan,addr=0x1,romfile= \
      -netdev user,id=lan,restrict=on -device virtio-net-pci,netdev=lan,addr=0x2,romfile=
  ) >"$work/box/qemu" 2>&1 &
  box=$!
  servers="$servers $box"
}

# What the gateway of an image says when it is ready; carriage returns are the console's.
box_said() { tr -d '\r' <"$work/box/console" | grep -q "$1"; }

# await_box SECONDS TEXT: until the console has it; the console if the time is over or QEMU ended.
await_box() {
  deadline=$(($(date +%s) + $1))
  until box_said "$2" 2>/dev/null; do
    if [ "$(date +%s)" -ge "$deadline" ] || ! kill -0 "$box" 2>/dev/null; then
      tail -n 40 "$work/box/console" | sed 's/^/      /'
      sed 's/^/      qemu: /' "$work/box/qemu"
      return 1
    fi
    sleep 0.2
  done
}

box_summary() {
  tr -d '\r' <"$work/box/console" | grep -E 'OmniEdge:|provisioned|gateway ready|enrolled|marked slot' | sed 's/^/      /'
}

# boot_box BOARD WRAPPER…: a copy of the image boots and its gateway says that it is ready.
boot_box() {
  board=$1
  shift
  started=$(date +%s%N)
  start_box "$@"
  if await_box 300 'gateway ready'; then
    verdict 0 "the gateway is ready after $(since "$started") ms (emulated, $board)"
  else
    verdict 1 'the gateway did not come up'
    exit 1
  fi
  if await_box 180 'marked slot'; then
    verdict 0 'the slot is marked good'
  else
    verdict 1 'nobody said that the slot is good'
  fi
}

copy_disk() {
  disk=$images/$1/$1.img
  [ -r "$disk" ] || die "there is no $disk; make it with ./dev image $1"
  mkdir -p "$work/box"
  cp --sparse=always "$disk" "$work/box/disk"
}

boot_image() {
  title "OmniEdge: the image of $1 in QEMU"
  begin box
  copy_disk "$1"
  emulated "$1"
  netdev=,restrict=on
  boot_box "$1" env
  box_summary
  kill "$box"
  exit "$outcome"
}

enrol_image() {
  title "OmniEdge: the image of $1 becomes a member"
  remove_leftovers
  gateway=$root/osgi-bundles/runtime/target/gateway/bin/omniedge-gateway
  begin manager plant2-gw box
  copy_disk "$1"
  emulated "$1"
  make_internet
  ip netns add "$demo_prefix-$$-box"
  in_namespace box ip link set lo up
  plug box 198.51.100.21

  title '1. A manager, a network, a gateway that is no image'
  start_manager || {
    sed 's/^/      /' "$work/manager/log"
    die 'the manager did not start'
  }
  show network create plants || verdict 1 'no network'
  setup_key=$(omniedge setup-key create plants --uses 3 --auto-approve --quiet --no-qr)
  start_plant 2
  await 60 enrolled 2 || die 'plant 2 did not enrol'
  cat >"$work/policy.json" <<'END'
{"rules": [{"id": "ping", "from": ["any"], "to": ["any"], "protocol": "icmp"}]}
END
  omniedge policy apply "$work/policy.json" --yes --quiet >/dev/null || verdict 1 'the policy was refused'

  title '2. A provisioning file on the boot partition'
  printf 'setupKey: %s\nname: box\n' "$setup_key" >"$work/omniedge-provision.yaml"
  for mcopy in "$image_cache"/builders-*/programs/mcopy; do :; done
  "$mcopy" -i "$work/box/disk@@1M" "$work/omniedge-provision.yaml" ::/
  say 'setupKey and name, nothing else'

  title '3. It boots'
  netdev=''
  boot_box "$1" ip netns exec "$demo_prefix-$$-box"
  if await_box 120 'MembershipCare: enrolled'; then
    verdict 0 "it is a member $(since "$started") ms after the start"
  else
    verdict 1 'it did not enrol'
  fi
  show device list || true
  address=$(awk '$1 == "box"' "$work/said" | grep -o '100\.[0-9]*\.[0-9]*\.[0-9]*' | head -n 1)

  title '4. Through the tunnel'
  if [ -n "$address" ] && await 60 in_namespace plant2-gw ping -n -c 1 -W 2 "$address"; then
    in_namespace plant2-gw ping -n -c 5 "$address" >"$work/ping.log" 2>&1 || true
    verdict 0 "plant 2 has answers from $address, $(since "$started") ms after the start"
    tail -n 2 "$work/ping.log" | sed 's/^/      /'
  else
    verdict 1 "the box at ${address:-no address} does not answer"
    tail -n 60 "$work/box/console" | sed 's/^/      /'
  fi
  box_summary
  if "$(dirname "$mcopy")/mdir" -b -i "$work/box/disk@@1M" ::/ 2>/dev/null | grep -qi provision; then
    verdict 1 'the provisioning file is still there'
  else
    verdict 0 'the provisioning file is gone'
  fi
  kill "$box"
  exit "$outcome"
}
