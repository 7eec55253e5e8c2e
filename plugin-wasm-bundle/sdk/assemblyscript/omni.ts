/*
 * The ABI omni/1 for plugins in AssemblyScript: what a plugin exports, what it can call, and as much
 * of JSON as it takes to answer. With manifest.mjs beside it, asc alone makes a package:
 *
 *   asc plugin.ts -O3 --runtime stub --use abort= --noAssert --transform ./manifest.mjs -o plugin.wasm
 *
 * The entry file of a plugin says once
 *
 *   export { omni_abi_v1, omni_alloc } from "./omni";
 *
 * and exports each call it answers:
 *
 *   export function omni_classify_packet(at: usize, size: u32): u64 {
 *     const question = new Json(at, size);
 *     return new Answer().put('{"v":1,"class":"standard","dscp":0}').done();
 *   }
 *
 * What a call allocates is gone when the next one begins: keep what is to last in the key-value
 * store, or in globals that are numbers or StaticArrays made where they are declared.
 * The contract itself is docs/plugins.md.
 */

/** Why a call is not answered. */
export const BAD_INPUT: u64 = 1;
export const DENIED: u64 = 2;
export const INTERNAL: u64 = 3;
export const UNSUPPORTED: u64 = 4;

/** How bad something is. */
export const DEBUG: i32 = 0;
export const INFO: i32 = 1;
export const WARNING: i32 = 2;
export const ERROR: i32 = 3;

// ---- being called --------------------------------------------------------------------------------

let mark: usize = 0;

/** Says for which ABI a module is; never called. */
export function omni_abi_v1(): void {}

/** Room for a question; what the call before allocated is given back. */
export function omni_alloc(size: u32): usize {
  if (mark != 0) {
    // The heap of this runtime only takes back its last block. So we make one block of all that
    // was allocated since the mark.
    const last = heap.alloc(0);
    store<usize>(mark - 4, last + load<usize>(last - 4) - mark);
    heap.free(mark);
  }
  mark = heap.alloc(size);
  return mark;
}

// ---- reading JSON --------------------------------------------------------------------------------

/** A value as it stands in a document; of no bytes if there is none. */
export class Json {
  constructor(
    public from: usize,
    public size: u32,
  ) {}

  get exists(): bool {
    return this.size > 0;
  }

  private byte(at: u32): u32 {
    return at < this.size ? load<u8>(this.from + at) : 0;
  }

  private space(at: u32): u32 {
    for (let c = this.byte(at); c == 0x20 || c == 0x0a || c == 0x0d || c == 0x09; c = this.byte(at)) {
      at++;
    }
    return at;
  }

  /** Where the value that begins there ends. Most of the time of reading JSON is spent here. */
  private end(begin: u32): u32 {
    let at = this.from + begin;
    const end = this.from + this.size;
    let depth = 0;
    while (at < end) {
      const c = load<u8>(at++);
      if (c == 0x22) {
        for (let d: u8 = 0; at < end && (d = load<u8>(at)) != 0x22; ) {
          at += d == 0x5c ? 2 : 1;
        }
        at++;
      } else if (depth > 0 && c < 0x5b) {
        continue; // a digit, a comma, a colon, a space
      } else if (c == 0x7b || c == 0x5b) {
        depth++;
      } else if (c == 0x7d || c == 0x5d) {
        depth--;
        if (depth < 0) at--;
      } else if (depth == 0) {
        for (let d: u8 = 0; at < end && (d = load<u8>(at)) > 0x20 && d != 0x2c && d != 0x7d && d != 0x5d; ) {
          at++;
        }
      }
      if (depth <= 0) break;
    }
    return at < end ? <u32>(at - this.from) : this.size;
  }

  /** The members of an object or elements of an array, one after the other. */
  members(): Members {
    return new Members(this);
  }

  /** For Members: puts what follows `at` there, and answers where it ends; 0 after the last. */
  next(at: u32, to: Members): u32 {
    let i = this.space(at);
    const before = this.byte(i);
    if (at == 0 ? before != 0x7b && before != 0x5b : before != 0x2c) {
      return 0;
    }
    i = this.space(i + 1);
    if (i >= this.size || this.byte(i) == 0x7d || this.byte(i) == 0x5d) {
      return 0;
    }
    to.nameAt = this.from + i;
    to.nameSize = 0;
    let end = this.end(i);
    let after = this.space(end);
    if (this.byte(i) == 0x22 && this.byte(after) == 0x3a) {
      to.nameAt = this.from + i + 1;
      to.nameSize = end - i - 2;
      i = this.space(after + 1);
      end = this.end(i);
      after = this.space(end);
    }
    if (end <= i) {
      return 0;
    }
    to.value = new Json(this.from + i, end - i);
    return after;
  }

  /** The value at `flow.destination-port` or `actuator-ids.0`. */
  find(path: string): Json {
    let json: Json = this;
    const steps = path.split(".");
    for (let s = 0; s < steps.length; s++) {
      const step = steps[s];
      let found = new Json(0, 0);
      const members = json.members();
      for (let i = 0; members.next(); i++) {
        if (members.nameSize > 0 ? members.isNamed(step) : step == i.toString()) {
          found = members.value;
          break;
        }
      }
      json = found;
    }
    return json;
  }

  get isObject(): bool {
    return this.byte(0) == 0x7b;
  }

  get isArray(): bool {
    return this.byte(0) == 0x5b;
  }

  get isText(): bool {
    return this.byte(0) == 0x22;
  }

  /** The text without its quotes and escapes; of another value, what stands there. */
  get text(): string {
    if (!this.isText || this.size < 2) {
      return String.UTF8.decodeUnsafe(this.from, this.size);
    }
    const raw = String.UTF8.decodeUnsafe(this.from + 1, this.size - 2);
    if (!raw.includes("\\")) {
      return raw;
    }
    const units = heap.alloc(raw.length * 2);
    let count = 0;
    for (let i = 0; i < raw.length; i++) {
      let c = raw.charCodeAt(i);
      if (c == 0x5c && i + 1 < raw.length) {
        c = raw.charCodeAt(++i);
        if (c == 0x6e) c = 0x0a;
        else if (c == 0x74) c = 0x09;
        else if (c == 0x72) c = 0x0d;
        else if (c == 0x62) c = 0x08;
        else if (c == 0x66) c = 0x0c;
        else if (c == 0x75) {
          c = <i32>I32.parseInt(raw.substr(i + 1, 4), 16);
          i += 4;
        }
      }
      store<u16>(units + 2 * count++, <u16>c);
    }
    return String.UTF16.decodeUnsafe(units, count * 2);
  }

  is(text: string): bool {
    return this.isText && this.text == text;
  }

  number(otherwise: f64): f64 {
    if (!this.exists || this.isText) return otherwise;
    const value = F64.parseFloat(this.text);
    return isNaN(value) ? otherwise : value;
  }

  integer(otherwise: i64): i64 {
    const value = this.number(1e300);
    return abs(value) < 9e15 ? <i64>value : otherwise;
  }

  get isTrue(): bool {
    return this.text == "true";
  }
}

/** What an object or array consists of. */
export class Members {
  nameAt: usize = 0;
  nameSize: u32 = 0;
  value: Json = new Json(0, 0);
  private at: u32 = 0;

  constructor(private whole: Json) {}

  /** Goes to the next one; false after the last. */
  next(): bool {
    this.at = this.whole.next(this.at, this);
    return this.at != 0;
  }

  /** The name of a member; empty for an element. */
  get name(): string {
    return this.nameSize == 0 ? "" : new Json(this.nameAt - 1, this.nameSize + 2).text;
  }

  isNamed(name: string): bool {
    if (<u32>name.length == this.nameSize) {
      for (let i: u32 = 0; i < this.nameSize; i++) {
        if (<u32>name.charCodeAt(i) != <u32>load<u8>(this.nameAt + i)) {
          return false;
        }
      }
      return true;
    }
    return this.nameSize > <u32>name.length && this.name == name;
  }
}

// ---- writing -------------------------------------------------------------------------------------

/** JSON that grows; an answer or an event. */
export class Answer {
  private at: usize = heap.alloc(256);
  private room: u32 = 256;
  private size: u32 = 0;

  private reserve(more: u32): usize {
    if (this.size + more > this.room) {
      this.room = max(this.room * 2, this.size + more);
      this.at = heap.realloc(this.at, this.room);
    }
    const to = this.at + this.size;
    this.size += more;
    return to;
  }

  /** Bytes as they are. */
  copy(from: usize, size: u32): Answer {
    memory.copy(this.reserve(size), from, size);
    return this;
  }

  /** A value as it stands in another document. */
  json(value: Json): Answer {
    return this.copy(value.from, value.size);
  }

  /** JSON as it is. */
  put(json: string): Answer {
    const length = <u32>String.UTF8.byteLength(json);
    String.UTF8.encodeUnsafe(changetype<usize>(json), json.length, this.reserve(length));
    return this;
  }

  /** A text in quotes, escaped. */
  text(text: string): Answer {
    this.put('"');
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c < 0x20 || c == 0x22 || c == 0x5c) {
        this.put(text.substring(from, i));
        from = i + 1;
        if (c < 0x20) this.put("\\u00" + (c < 16 ? "0" : "") + c.toString(16));
        else this.put("\\" + text.charAt(i));
      }
    }
    return this.put(text.substring(from) + '"');
  }

  integer(value: i64): Answer {
    return this.put(value.toString());
  }

  /** A number; null if it is infinite or none. */
  number(value: f64): Answer {
    if (!isFinite(value)) return this.put("null");
    return abs(value) < 1e15 && value == <f64>(<i64>value) ? this.integer(<i64>value) : this.put(value.toString());
  }

  /** For the gateway: this is the answer. */
  done(): u64 {
    return (<u64>this.at << 32) | <u64>this.size;
  }

  /** Publishes it as an event. */
  emit(topic: string): i32 {
    const name = String.UTF8.encode(topic);
    return host_emit(changetype<usize>(name), name.byteLength, this.at, this.size);
  }
}

/** An answer in which nothing is looked for. */
export function fine(): u64 {
  return new Answer().put('{"v":1}').done();
}

// ---- calling the gateway -------------------------------------------------------------------------

@external("omni", "log")
declare function host_log(level: i32, text: usize, size: i32): i32;
@external("omni", "config_get")
declare function host_config_get(key: usize, size: i32, to: usize, room: i32): i32;
@external("omni", "kv_get")
declare function host_kv_get(key: usize, size: i32, to: usize, room: i32): i32;
@external("omni", "kv_set")
declare function host_kv_set(key: usize, size: i32, value: usize, length: i32): i32;
@external("omni", "kv_delete")
declare function host_kv_delete(key: usize, size: i32): i32;
@external("omni", "random")
declare function host_random(to: usize, size: i32): i32;
@external("omni", "emit")
declare function host_emit(topic: usize, size: i32, json: usize, length: i32): i32;
@external("omni", "metric")
declare function host_metric(name: usize, size: i32, value: f64): i32;
@external("omni", "alert")
declare function host_alert(level: i32, text: usize, size: i32): i32;
@external("omni", "read_point")
declare function host_read_point(name: usize, size: i32, to: usize): i32;
@external("omni", "http_send")
declare function host_http_send(request: usize, size: i32, to: usize, room: i32): i32;
@external("omni", "vpn_state")
declare function host_vpn_state(to: usize, room: i32): i32;

/** Milliseconds since 1970. */
@external("omni", "now_ms")
export declare function nowMillis(): i64;

/** Nanoseconds of a clock that never goes back. */
@external("omni", "now_ns")
export declare function nowNanos(): i64;

export function log(level: i32, line: string): void {
  const text = String.UTF8.encode(line);
  host_log(level, changetype<usize>(text), text.byteLength);
}

export function alert(level: i32, line: string): void {
  const text = String.UTF8.encode(line);
  host_alert(level, changetype<usize>(text), text.byteLength);
}

export function metric(name: string, value: f64): void {
  const text = String.UTF8.encode(name);
  host_metric(changetype<usize>(text), text.byteLength, value);
}

const TOO_LONG: i32 = -7;
const LONGEST: i32 = 1 << 20;

/** A property of the form; empty if it is not set. */
export function config(key: string): string {
  const name = String.UTF8.encode(key);
  for (let room = 1024; room <= LONGEST; room *= 4) {
    const to = heap.alloc(room);
    const size = host_config_get(changetype<usize>(name), name.byteLength, to, room);
    if (size != TOO_LONG) {
      return size > 0 ? String.UTF8.decodeUnsafe(to, size) : "";
    }
  }
  return "";
}

export function configNumber(key: string, otherwise: f64): f64 {
  const value = F64.parseFloat(config(key));
  return isNaN(value) ? otherwise : value;
}

/** What was kept under a key; empty if nothing was. */
export function kept(key: string): string {
  const name = String.UTF8.encode(key);
  for (let room = 1024; room <= LONGEST; room *= 4) {
    const to = heap.alloc(room);
    const size = host_kv_get(changetype<usize>(name), name.byteLength, to, room);
    if (size != TOO_LONG) {
      return size > 0 ? String.UTF8.decodeUnsafe(to, size) : "";
    }
  }
  return "";
}

/** Keeps a text; 0, or why it does not. */
export function keep(key: string, value: string): i32 {
  const name = String.UTF8.encode(key);
  const text = String.UTF8.encode(value);
  return host_kv_set(changetype<usize>(name), name.byteLength, changetype<usize>(text), text.byteLength);
}

export function forget(key: string): i32 {
  const name = String.UTF8.encode(key);
  return host_kv_delete(changetype<usize>(name), name.byteLength);
}

/** Fills bytes at random; 0, or why it does not. */
export function random(to: usize, size: i32): i32 {
  return host_random(to, size);
}

/** The last value of a point of the plant; not a number if there is none. */
export function readPoint(name: string): f64 {
  const text = String.UTF8.encode(name);
  const to = heap.alloc(8);
  return host_read_point(changetype<usize>(text), text.byteLength, to) == 0 ? load<f64>(to) : f64.NaN;
}

/** The state of the tunnel; of no bytes if it is not granted. */
export function vpnState(): Json {
  const to = heap.alloc(65536);
  const size = host_vpn_state(to, 65536);
  return new Json(to, size > 0 ? size : 0);
}

/** Sends a request to a host of the manifest; of no bytes if it could not be. */
export function httpSend(request: string): Json {
  const text = String.UTF8.encode(request);
  const to = heap.alloc(65536);
  const size = host_http_send(changetype<usize>(text), text.byteLength, to, 65536);
  return new Json(to, size > 0 ? size : 0);
}

// ---- samples -------------------------------------------------------------------------------------

/** A block of samples [docs/plugins.md]. */
export class Samples {
  constructor(
    private from: usize,
    private size: u32,
  ) {}

  /** Whether it is one, and all there. */
  get isWhole(): bool {
    return (
      this.size >= 20 &&
      load<u32>(this.from) == 0x31534d4f &&
      load<u16>(this.from + 4) == 1 &&
      this.channels > 0 &&
      <u64>this.channels * <u64>this.count * 8 == <u64>(this.size - 20)
    );
  }

  get channels(): u32 {
    return load<u16>(this.from + 6);
  }

  /** Moments. */
  get count(): u32 {
    return load<u32>(this.from + 8);
  }

  /** Of moments, in hertz. */
  get rate(): f64 {
    return load<f64>(this.from + 12);
  }

  at(moment: u32, channel: u32): f64 {
    return load<f64>(this.from + 20 + 8 * (moment * this.channels + channel));
  }
}
