// Keeps a clip around what is above a limit.
import { Answer, configNumber, fine, Json } from "./omni";

export { omni_abi_v1, omni_alloc } from "./omni";

export function omni_configure_buffer(at: usize, size: u32): u64 {
  return fine();
}

export function omni_register_triggers(at: usize, size: u32): u64 {
  return new Answer()
    .put('{"v":1,"triggers":[{"name":"limit","trigger-type":"threshold","conditions":{"source":"*","above":')
    .number(configNumber("limit", 10))
    .put("}}]}")
    .done();
}

export function omni_on_trigger(at: usize, size: u32): u64 {
  const value = new Json(at, size).find("trigger.context.value").number(0);
  return value < configNumber("limit", 10)
    ? new Answer().put('{"v":1,"action":"discard"}').done()
    : new Answer().put('{"v":1,"action":"clip","duration-before":5,"duration-after":5,"format":"mcap"}').done();
}
