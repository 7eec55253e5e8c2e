#!/bin/sh
# `./dev demo --pdm`, read by dev after network.sh: a gateway watches a pump whose bearing fails,
# from a recording that is made here, and its reports are kept and drawn by the manager.
#
# From dev come: root, jdk, the words (title, say, die, …), the prerequisites and build.
# shellcheck disable=SC2154 # those variables
set -eu

recording_seconds=80

make_recording() {
  folder=$work/plant1-gw/data/pdm/recordings
  mkdir -p "$folder"
  awk -v seconds=$recording_seconds -f "$root/itests/src/demo/bearing.awk" >"$folder/pump-7.csv"
}

machine_definition() {
  cat <<'END'
asset: pump-7
group: iso-20816-3-group-2
support: rigid
nominalRpm: 1797
schedule: {normalSeconds: 5, alarmSeconds: 5}
points:
  - name: drive-end
    source: drive-end
    axis: radial-horizontal
    mounting: stud
    bearing: SKF 6205-2RS JEM
END
}

# Whether the manager has a report of a bearing whose inner race is damaged, and an alarm of it.
found_fault() {
  omniedge reports list --asset pump-7 --level ADVISE --json >"$work/alarms" 2>&1 || return 1
  grep -q '"type": *"ALARM"' "$work/alarms"
}

# The page as a person sees it; a picture of it if there is a browser, for who has no display.
page() {
  page=$root/itests/target/demo/report.html
  mkdir -p "${page%/*}"
  rm -f "$page" "${page%.html}.png"
  show reports save "$report" --output "$page" || verdict 1 'no page'
  if grep -q 'Envelope spectrum' "$page" && grep -q 'BPFI' "$page"; then
    verdict 0 'its page has the envelope spectrum with the tones of the inner race'
  else
    verdict 1 'its page lacks the envelope spectrum'
  fi
  if command -v chromium >/dev/null && (cd "$work" && HOME=$work chromium --headless --no-sandbox \
    --disable-gpu --window-size=1000,3400 --screenshot="${page%.html}.png" "file://$page") >"$work/said" 2>&1; then
    say "and as a picture: ${page%.html}.png"
  fi
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null; then
    xdg-open "$page" >/dev/null 2>&1 || say 'no browser opens it'
  fi
  say "in the manager: https://$OMNIEDGE_MANAGER/reports/$report"
}

pdm_demo() {
  keep=$1
  title 'OmniEdge: a bearing fails, and the manager says so'
  cat <<END
${dim}
  recording of pump-7 ─ plant-1 ══ internet ══ manager 198.51.100.2
${plain}
END
  need_build_tools
  need_network_tools
  install_packages
  build product
  remove_leftovers
  gateway=$root/osgi-bundles/runtime/target/gateway/bin/omniedge-gateway
  begin manager plant1-gw
  make_internet

  title '1. A manager, and a gateway that joins by a setup key'
  start_manager || {
    sed 's/^/      /' "$work/manager/log"
    die 'the manager did not start'
  }
  omniedge network create plants --quiet >/dev/null || verdict 1 'no network'
  setup_key=$(omniedge setup-key create plants --uses 1 --auto-approve --quiet --no-qr)
  start_plant 1
  if await 60 enrolled 1; then
    verdict 0 'plant-1 is a member'
  else
    sed 's/^/      /' "$work/plant1-gw/log"
    die 'plant-1 did not enrol'
  fi

  title '2. A recording: a pump at 1797 rpm, whose bearing gets a spall in its inner race'
  make_recording
  say "$recording_seconds s at 12 kHz, healthy for the first third, then the spall grows"

  title '3. The machine is described in the manager'
  machine_definition | sed 's/^/      /'
  started=$(date +%s%N)
  if omniedge config set plant-1 io.omniedge.pdm.Watch.enabled=true \
    "io.omniedge.pdm.Watch.machines=$(machine_definition)" \
    io.omniedge.pdm.Watch.replay=pump-7.csv io.omniedge.pdm.Watch.replaySpeed=20 --quiet >"$work/said" 2>&1; then
    verdict 0 'plant-1 watches it'
  else
    sed 's/^/      /' "$work/said"
    verdict 1 'plant-1 does not take it'
  fi

  title '4. What the manager hears'
  if await 60 found_fault; then
    verdict 0 "an alarm $(since "$started") ms after the command began"
  else
    verdict 1 'no alarm came'
  fi
  show machines || verdict 1 'no machines'
  show alarms list || verdict 1 'no alarms'
  show reports list --asset pump-7 --limit 5 || verdict 1 'no reports'

  title '5. The report'
  report=$(tr '{' '\n' <"$work/alarms" | grep '"type": *"ALARM"' | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p' | tail -n 1)
  show reports show "$report" || verdict 1 'no report'
  if grep -q 'inner race' "$work/said"; then
    verdict 0 'it names the inner race'
  else
    verdict 1 'it does not name the inner race'
  fi
  page

  title 'Result'
  if [ "$outcome" -eq 0 ]; then
    say '✓ the demo worked'
  else
    say '✗ the demo failed; the programs said:'
    for name in manager plant1-gw; do sed "s/^/      $name: /" "$work/$name/log"; done
  fi
  [ -z "$keep" ] || keep_network
  exit "$outcome"
}
