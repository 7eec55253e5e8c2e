// Refuses flows to one port.
import { Answer, BAD_INPUT, configNumber, Json } from "./omni";

export { omni_abi_v1, omni_alloc } from "./omni";

export function omni_validate_connection(at: usize, size: u32): u64 {
  const port = new Json(at, size).find("flow.destination-port").integer(-1);
  if (port < 0) {
    return BAD_INPUT;
  }
  if (port == <i64>configNumber("refused-port", 23)) {
    const reason = "nobody needs port " + port.toString();
    return new Answer().put('{"v":1,"verdict":"deny","reason":').text(reason).put("}").done();
  }
  return new Answer().put('{"v":1,"verdict":"allow"}').done();
}
