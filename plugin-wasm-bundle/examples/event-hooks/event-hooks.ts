// Peers that come and go, as events and as a metric, so that somebody else can draw them; and an
// alert when the tunnel goes down. How many peers came so far outlives a restart.
import { Answer, INFO, Json, WARNING, alert, fine, keep, kept, log, metric } from "../../sdk/assemblyscript/omni";

export { omni_abi_v1, omni_alloc } from "../../sdk/assemblyscript/omni";

const COUNTER = "peers-seen";

export function omni_on_peer_discovered(at: usize, size: u32): u64 {
  const peer = new Json(at, size).find("peer");
  const seen = <i64>I64.parseInt("0" + kept(COUNTER)) + 1;
  keep(COUNTER, seen.toString());
  metric("peers_seen", <f64>seen);
  publish("peers/found", peer);
  log(INFO, "found " + peer.find("virtual-ip").text);
  return fine();
}

export function omni_on_peer_disconnected(at: usize, size: u32): u64 {
  const peer = new Json(at, size).find("peer");
  publish("peers/lost", peer);
  log(WARNING, "lost " + peer.find("virtual-ip").text);
  return fine();
}

function publish(topic: string, peer: Json): void {
  const event = new Answer().put('{"peer":').text(peer.find("public-key").text);
  event.put(',"address":').text(peer.find("virtual-ip").text);
  const endpoint = peer.find("endpoint");
  if (endpoint.exists) {
    event.put(',"endpoint":').text(endpoint.text);
  }
  if (event.put("}").emit(topic) < 0) {
    log(WARNING, topic + " was not taken");
  }
}

export function omni_on_state_change(at: usize, size: u32): u64 {
  const event = new Json(at, size).find("event");
  const before = event.find("old-state").text;
  const now = event.find("new-state").text;
  if (before == "connected" && now != "connected") {
    alert(WARNING, "the tunnel is " + now);
  }
  new Answer().put('{"state":').text(now).put(',"before":').text(before).put("}").emit("tunnel/state");
  return fine();
}

export function omni_on_network_change(at: usize, size: u32): u64 {
  const event = new Json(at, size).find("event");
  log(INFO, event.find("network-id").text + ": " + event.find("event-type").text);
  return fine();
}

export function omni_on_stats_update(at: usize, size: u32): u64 {
  const stats = new Json(at, size).find("stats");
  metric("peers_connected", stats.find("connected-peers").number(0));
  const latency = stats.find("latency-ms");
  if (latency.exists) {
    metric("latency_ms", latency.number(0));
  }
  return fine();
}
