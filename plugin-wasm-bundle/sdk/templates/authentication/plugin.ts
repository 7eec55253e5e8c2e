// Lets in who knows the key of the form, as the user that it is for.
import { Answer, config, Json } from "./omni";

export { omni_abi_v1, omni_alloc } from "./omni";

export function omni_supported_methods(at: usize, size: u32): u64 {
  return new Answer().put('{"v":1,"methods":[{"method":"api-key","label":"Key"}]}').done();
}

export function omni_authenticate(at: usize, size: u32): u64 {
  const request = new Json(at, size).find("request");
  const key = config("key");
  const secret = request.find("secret").text;
  const user = request.find("user").text;
  // Takes as long however much of it is right.
  let difference = key.length ^ secret.length;
  for (let i = 0; i < min(key.length, secret.length); i++) {
    difference |= key.charCodeAt(i) ^ secret.charCodeAt(i);
  }
  if (key.length < 16 || difference != 0 || user.length == 0 || user.length > 64) {
    return new Answer().put('{"v":1,"success":false,"error":"wrong key"}').done();
  }
  return new Answer().put('{"v":1,"success":true,"subject":').text(user).put("}").done();
}
