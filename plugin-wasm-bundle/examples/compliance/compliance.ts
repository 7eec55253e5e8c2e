// Personal data stay in the plant, or leave it masked, or do not leave the Union. Fields are known by
// their names, or by the end of their path; what cannot be looked into does not leave at all.
import { Answer, BAD_INPUT, ERROR, Json, UNSUPPORTED, config, fine, log } from "../../sdk/assemblyscript/omni";

export { omni_abi_v1, omni_alloc } from "../../sdk/assemblyscript/omni";

/** The Union, and those of the EEA where the GDPR is law too. */
const UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";

const MASK = "mask:";
const DEEPEST = 32;

export function omni_init(at: usize, size: u32): u64 {
  const mode = config("mode");
  if (mode != "standard" && mode != "gdpr" && mode != "hipaa") {
    log(ERROR, 'mode "' + mode + '": it is standard, gdpr or hipaa');
    return BAD_INPUT;
  }
  return fine();
}

export function omni_get_compliance_mode(at: usize, size: u32): u64 {
  const mode = config("mode");
  const answer = new Answer().put('{"v":1,"mode":').text(mode);
  if (mode == "gdpr") {
    answer.put(',"config":{"anonymize-video":true,"data-residency":').text(config("residency")).put("}");
  } else if (mode == "hipaa") {
    answer.put(',"config":{"encrypt-at-rest":').put(isEncrypted() ? "true}" : "false}");
  }
  return answer.put("}").done();
}

function isEncrypted(): bool {
  return config("encrypted-at-rest") == "true";
}

function isListed(list: string, word: string): bool {
  const words = list.split(",");
  for (let i = 0; i < words.length; i++) {
    if (words[i].trim() == word) return true;
  }
  return false;
}

/** Whether a path ends with one of the fields. */
function isPersonal(path: string, fields: string[]): bool {
  for (let i = 0; i < fields.length; i++) {
    if (path == fields[i] || path.endsWith("." + fields[i])) return true;
  }
  return false;
}

function fieldsOf(mode: string): string[] {
  const listed = (config("personal-fields") + (mode == "hipaa" ? "," + config("medical-fields") : "")).split(",");
  const fields: string[] = [];
  for (let i = 0; i < listed.length; i++) {
    const field = listed[i].trim();
    if (field.length > 0) fields.push(field);
  }
  return fields;
}

/** Adds the paths of personal fields below a value; false if it is too deep to say. */
function collect(value: Json, path: string, fields: string[], found: string[], depth: i32): bool {
  if (depth > DEEPEST) return false;
  if (!value.isObject && !value.isArray) return true;
  const members = value.members();
  while (members.next()) {
    // An element has the path of its array: a list of operators is as personal as one.
    const below = value.isArray ? path : path.length > 0 ? path + "." + members.name : members.name;
    if (value.isObject && isPersonal(below, fields)) {
      if (!found.includes(below)) found.push(below);
    } else if (!collect(members.value, below, fields, found, depth + 1)) {
      return false;
    }
  }
  return true;
}

function blocked(reason: string, regulation: string): u64 {
  return new Answer()
    .put('{"v":1,"result":"blocked","reason":')
    .text(reason)
    .put(',"regulation":')
    .text(regulation)
    .put("}")
    .done();
}

function compliant(): u64 {
  return new Answer().put('{"v":1,"result":"compliant"}').done();
}

function isAtHome(country: string): bool {
  const residency = config("residency");
  return country.length == 2 && (country == residency || (residency == "EU" && UNION.split(" ").includes(country)));
}

export function omni_check_compliance(at: usize, size: u32): u64 {
  const packet = new Json(at, size).find("packet");
  const mode = config("mode");
  const data = packet.find("data");
  if (!data.exists) {
    return BAD_INPUT;
  }
  const regulation = mode == "hipaa" ? "HIPAA" : "GDPR";
  if (mode == "standard" || packet.find("metadata.destination").is("lan")) {
    return compliant();
  }
  if (packet.find("encoding").exists) {
    return isListed(config("opaque-types"), packet.find("data-type").text)
      ? compliant()
      : blocked("it cannot be looked into", regulation);
  }
  const found: string[] = [];
  if (!collect(data, "", fieldsOf(mode), found, 0)) {
    return blocked("it is nested too deep to be looked into", regulation);
  }
  if (found.length == 0) {
    return compliant();
  }
  if (mode == "gdpr" && !isAtHome(packet.find("metadata.country").text)) {
    return blocked("personal data do not leave the " + config("residency"), regulation);
  }
  if (mode == "hipaa" && !isEncrypted()) {
    return blocked("health data are not encrypted at rest", regulation);
  }
  const answer = new Answer().put('{"v":1,"result":"requires-transformation","transformations":[');
  for (let i = 0; i < found.length; i++) {
    answer.put(i > 0 ? "," : "").text(MASK + found[i]);
  }
  return answer.put("]}").done();
}

export function omni_apply_privacy_filter(at: usize, size: u32): u64 {
  const question = new Json(at, size);
  const paths: string[] = [];
  const transformations = question.find("transformations").members();
  while (transformations.next()) {
    const transformation = transformations.value.text;
    if (!transformation.startsWith(MASK)) {
      log(ERROR, "it does not know how to " + transformation);
      return UNSUPPORTED;
    }
    paths.push(transformation.substring(MASK.length));
  }
  const packet = question.find("packet");
  if (!packet.find("data").exists || packet.find("encoding").exists) {
    return BAD_INPUT;
  }
  const answer = new Answer().put('{"v":1,"data":');
  if (!copy(packet.find("data"), "", paths, answer, 0)) {
    return BAD_INPUT;
  }
  return answer.put("}").done();
}

/** Copies a value, masking what is at those paths; false if it is too deep. */
function copy(value: Json, path: string, paths: string[], to: Answer, depth: i32): bool {
  if (depth > DEEPEST) return false;
  if (!value.isObject && !value.isArray) {
    to.json(value);
    return true;
  }
  to.put(value.isObject ? "{" : "[");
  const members = value.members();
  for (let i = 0; members.next(); i++) {
    const below = value.isArray ? path : path.length > 0 ? path + "." + members.name : members.name;
    to.put(i > 0 ? "," : "");
    if (value.isObject) {
      to.text(members.name).put(":");
    }
    if (value.isObject && paths.includes(below)) {
      to.put('"***"');
    } else if (!copy(members.value, below, paths, to, depth + 1)) {
      return false;
    }
  }
  to.put(value.isObject ? "}" : "]");
  return true;
}
