// Lets types of data leave that are on a list, and no others.
import { Answer, BAD_INPUT, config, Json } from "./omni";

export { omni_abi_v1, omni_alloc } from "./omni";

export function omni_get_compliance_mode(at: usize, size: u32): u64 {
  return new Answer().put('{"v":1,"mode":"custom","config":{"name":"listed types"}}').done();
}

export function omni_check_compliance(at: usize, size: u32): u64 {
  const type = new Json(at, size).find("packet.data-type");
  if (!type.exists) {
    return BAD_INPUT;
  }
  const listed = config("types").split(",");
  for (let i = 0; i < listed.length; i++) {
    if (type.is(listed[i].trim())) {
      return new Answer().put('{"v":1,"result":"compliant"}').done();
    }
  }
  return new Answer()
    .put('{"v":1,"result":"blocked","reason":"its type is not on the list","regulation":"custom"}')
    .done();
}
