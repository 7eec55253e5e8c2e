// The RMS of the first channel since the last report, against a limit.
import { Answer, BAD_INPUT, configNumber, fine, Json, Samples } from "./omni";

export { omni_abi_v1, omni_alloc } from "./omni";

const name = new StaticArray<u8>(128); // as it stands in JSON, with its quotes
let nameSize: u32 = 0;
let count: f64 = 0;
let squares: f64 = 0;

export function omni_configure_monitoring(at: usize, size: u32): u64 {
  const id = new Json(at, size).find("config.actuator-ids.0");
  if (!id.isText || id.size > 128) {
    return BAD_INPUT;
  }
  memory.copy(changetype<usize>(name), id.from, id.size);
  nameSize = id.size;
  count = squares = 0;
  return fine();
}

export function omni_on_actuator_sample(at: usize, size: u32): u64 {
  const block = new Samples(at, size);
  if (!block.isWhole) {
    return BAD_INPUT;
  }
  for (let i: u32 = 0; i < block.count; i++) {
    squares += block.at(i, 0) * block.at(i, 0);
  }
  count += block.count;
  return fine();
}

export function omni_compute_health_report(at: usize, size: u32): u64 {
  const rms = count > 0 ? Math.sqrt(squares / count) : 0;
  const isBad = rms > configNumber("limit", 10);
  const answer = new Answer().put('{"v":1,"report":{"predicted-failures":[],"overall-health-score":').put(isBad ? "0" : "1");
  answer.put(',"actuators":[');
  if (count > 0 && nameSize > 0) {
    answer.put('{"actuator-id":').copy(changetype<usize>(name), nameSize);
    answer.put(isBad ? ',"health-score":0,"anomaly-detected":true' : ',"health-score":1,"anomaly-detected":false');
    answer.put(',"features":{"rms":').number(rms).put("}}");
  }
  count = squares = 0;
  return answer.put("]}}").done();
}
