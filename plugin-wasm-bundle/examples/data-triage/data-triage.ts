// What happens around a threshold is worth keeping, danger is worth sending at once, and the rest is
// not worth the disk.
import { Answer, BAD_INPUT, ERROR, Json, configNumber, fine, log } from "../../sdk/assemblyscript/omni";

export { omni_abi_v1, omni_alloc } from "../../sdk/assemblyscript/omni";

let threshold: f64 = 0;
let danger: f64 = 0;
let before: i64 = 0;
let after: i64 = 0;

export function omni_init(at: usize, size: u32): u64 {
  threshold = configNumber("threshold", 7.1);
  danger = configNumber("danger", 11);
  before = <i64>configNumber("before-seconds", 5);
  after = <i64>configNumber("after-seconds", 10);
  if (danger < threshold) {
    log(ERROR, "danger " + danger.toString() + " is below the threshold " + threshold.toString());
    return BAD_INPUT;
  }
  return fine();
}

export function omni_configure_buffer(at: usize, size: u32): u64 {
  const seconds = new Json(at, size).find("config.max-duration-seconds").integer(0);
  if (seconds < before + after) {
    log(ERROR, "a buffer of " + seconds.toString() + " s does not hold what is to be kept");
    return BAD_INPUT;
  }
  return fine();
}

export function omni_register_triggers(at: usize, size: u32): u64 {
  return new Answer()
    .put('{"v":1,"triggers":[{"name":"vibration","trigger-type":"threshold","conditions":{"source":"*","above":')
    .number(threshold)
    .put("}}]}")
    .done();
}

export function omni_on_trigger(at: usize, size: u32): u64 {
  const context = new Json(at, size).find("trigger.context");
  const value = context.find("value").number(0);
  if (value >= danger || context.find("level").is("danger")) {
    return new Answer().put('{"v":1,"action":"stream-to-cloud","priority":"critical"}').done();
  }
  if (value >= threshold || context.find("level").is("alert")) {
    return new Answer()
      .put('{"v":1,"action":"clip","format":"mcap","duration-before":')
      .integer(before)
      .put(',"duration-after":')
      .integer(after)
      .put("}")
      .done();
  }
  return new Answer().put('{"v":1,"action":"discard"}').done();
}
