// Says which peers come and go.
import { BAD_INPUT, fine, INFO, Json, log } from "./omni";

export { omni_abi_v1, omni_alloc } from "./omni";

function say(question: Json, what: string): u64 {
  const address = question.find("peer.virtual-ip");
  if (!address.exists) {
    return BAD_INPUT;
  }
  log(INFO, what + address.text);
  return fine();
}

export function omni_on_peer_discovered(at: usize, size: u32): u64 {
  return say(new Json(at, size), "found ");
}

export function omni_on_peer_disconnected(at: usize, size: u32): u64 {
  return say(new Json(at, size), "lost ");
}
