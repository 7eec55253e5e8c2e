// One port before all others.
import { Answer, BAD_INPUT, configNumber, Json } from "./omni";

export { omni_abi_v1, omni_alloc } from "./omni";

export function omni_classify_packet(at: usize, size: u32): u64 {
  const port = new Json(at, size).find("flow.destination-port").integer(-1);
  if (port < 0) {
    return BAD_INPUT;
  }
  return port == <i64>configNumber("urgent-port", 502)
    ? new Answer().put('{"v":1,"class":"ultra-reliable-low-latency","dscp":46}').done()
    : new Answer().put('{"v":1,"class":"standard","dscp":0}').done();
}
