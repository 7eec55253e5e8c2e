/*
 * The ABI omni/1 for plugins in C: what a plugin exports, what it can call, and as much of JSON as
 * it takes to answer. Freestanding; nothing else is needed:
 *
 *   clang-19 --target=wasm32 -Os -ffreestanding -nostdlib -mbulk-memory -Wl,--no-entry \
 *     -Wl,--strip-all -o plugin.wasm plugin.c
 *
 * One source file of a plugin includes it; it says OMNI_PLUGIN("manifest.json") once, and for each
 * call it answers
 *
 *   OMNI_CALL(classify_packet) {
 *     omni_put("{\"v\":1,\"class\":\"standard\",\"dscp\":0}");
 *     return omni_done();
 *   }
 *
 * in which the text `question` is what is asked. All functions here are bounded by the sizes they
 * are given, whatever the bytes are; a value that is not there is an empty text, and reading that
 * gives what the caller names otherwise. The contract itself is docs/plugins.md.
 */
#ifndef OMNI_H
#define OMNI_H

/* Room for one answer; define it before the #include to have more. */
#ifndef OMNI_ANSWER_BYTES
#define OMNI_ANSWER_BYTES 8192
#endif

#define OMNI_UNUSED __attribute__((unused)) static
#define OMNI_IMPORT(name) __attribute__((import_module("omni"), import_name(#name)))
#define OMNI_EXPORT(name) __attribute__((export_name(#name)))

typedef unsigned char omni_byte;
typedef unsigned int omni_size;
typedef unsigned long long omni_answer;

/* Bytes somewhere in memory; of JSON, one value as it stands in the document. */
typedef struct {
  const char *at;
  omni_size size;
} omni_text;

/* Why a call is not answered. */
enum { OMNI_BAD_INPUT = 1, OMNI_DENIED = 2, OMNI_INTERNAL = 3, OMNI_UNSUPPORTED = 4 };

/* How bad something is. */
enum { OMNI_DEBUG = 0, OMNI_INFO = 1, OMNI_WARNING = 2, OMNI_ERROR = 3 };

/* ---- what the gateway does ------------------------------------------------------------------- */

OMNI_IMPORT(log) int omni_host_log(int level, const char *text, omni_size size);
OMNI_IMPORT(config_get)
int omni_host_config_get(const char *key, omni_size size, char *to, omni_size room);
OMNI_IMPORT(kv_get) int omni_host_kv_get(const char *key, omni_size size, char *to, omni_size room);
OMNI_IMPORT(kv_set)
int omni_host_kv_set(const char *key, omni_size size, const char *value, omni_size length);
OMNI_IMPORT(kv_delete) int omni_host_kv_delete(const char *key, omni_size size);
OMNI_IMPORT(now_ms) long long omni_now_ms(void);
OMNI_IMPORT(now_ns) long long omni_now_ns(void);
OMNI_IMPORT(random) int omni_random(void *to, omni_size size);
OMNI_IMPORT(emit)
int omni_host_emit(const char *topic, omni_size size, const char *json, omni_size length);
OMNI_IMPORT(metric) int omni_host_metric(const char *name, omni_size size, double value);
OMNI_IMPORT(alert) int omni_host_alert(int level, const char *text, omni_size size);
OMNI_IMPORT(read_point) int omni_host_read_point(const char *name, omni_size size, double *to);
OMNI_IMPORT(http_send)
int omni_host_http_send(const char *request, omni_size size, char *to, omni_size room);
OMNI_IMPORT(vpn_state) int omni_vpn_state(char *to, omni_size room);

/* ---- texts ------------------------------------------------------------------------------------ */

OMNI_UNUSED omni_size omni_length(const char *text) {
  omni_size length = 0;
  while (text[length] != 0) {
    length++;
  }
  return length;
}

OMNI_UNUSED omni_text omni_of(const char *text) {
  omni_text whole = {text, omni_length(text)};
  return whole;
}

OMNI_UNUSED int omni_same(omni_text one, omni_text other) {
  if (one.size != other.size) {
    return 0;
  }
  for (omni_size i = 0; i < one.size; i++) {
    if (one.at[i] != other.at[i]) {
      return 0;
    }
  }
  return 1;
}

/* Takes what stands before the next separator from the front of a text; 0 when nothing is left. */
OMNI_UNUSED int omni_split(omni_text *rest, char separator, omni_text *part) {
  if (rest->size == 0) {
    return 0;
  }
  omni_size end = 0;
  while (end < rest->size && rest->at[end] != separator) {
    end++;
  }
  part->at = rest->at;
  part->size = end;
  omni_size taken = end < rest->size ? end + 1 : end;
  rest->at += taken;
  rest->size -= taken;
  return 1;
}

OMNI_UNUSED omni_text omni_trim(omni_text text) {
  while (text.size > 0 && text.at[0] <= ' ') {
    text.at++;
    text.size--;
  }
  while (text.size > 0 && text.at[text.size - 1] <= ' ') {
    text.size--;
  }
  return text;
}

/* A number in decimal, as JSON and forms have it; `otherwise` if it is none. */
OMNI_UNUSED double omni_number(omni_text text, double otherwise) {
  omni_size i = 0;
  int negative = i < text.size && text.at[i] == '-';
  i += (omni_size)negative;
  double value = 0;
  int digits = 0;
  int exponent = 0;
  for (; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; i++, digits++) {
    value = value * 10 + (text.at[i] - '0');
  }
  if (i < text.size && text.at[i] == '.') {
    for (i++; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; i++, digits++) {
      value = value * 10 + (text.at[i] - '0');
      exponent--;
    }
  }
  if (digits > 0 && i < text.size && (text.at[i] == 'e' || text.at[i] == 'E')) {
    i++;
    int down = i < text.size && text.at[i] == '-';
    i += (omni_size)(i < text.size && (text.at[i] == '-' || text.at[i] == '+'));
    int power = 0;
    for (; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; i++) {
      power = power < 1000 ? power * 10 + (text.at[i] - '0') : power;
    }
    exponent += down ? -power : power;
  }
  if (digits == 0 || i != text.size) {
    return otherwise;
  }
  for (; exponent > 0; exponent--) {
    value *= 10;
  }
  double divisor = 1;
  for (; exponent < 0 && divisor < 1e300; exponent++) {
    divisor *= 10;
  }
  value /= divisor;
  return negative ? -value : value;
}

OMNI_UNUSED long long omni_integer(omni_text text, long long otherwise) {
  double value = omni_number(text, 1e300);
  return value > -9e15 && value < 9e15 ? (long long)value : otherwise;
}

/* ---- reading JSON ----------------------------------------------------------------------------- */

OMNI_UNUSED omni_size omni_json_space(omni_text json, omni_size at) {
  while (at < json.size && (json.at[at] == ' ' || json.at[at] == '\n' || json.at[at] == '\r' || json.at[at] == '\t')) {
    at++;
  }
  return at;
}

/* Where the value that begins there ends. Most of the time of reading JSON is spent here. */
OMNI_UNUSED omni_size omni_json_end(omni_text json, omni_size from) {
  const char *at = json.at + from;
  const char *end = json.at + json.size;
  int depth = 0;
  while (at < end) {
    char c = *at++;
    if (c == '"') {
      while (at < end && *at != '"') {
        at += *at == '\\' ? 2 : 1;
      }
      at++;
    } else if (depth > 0 && c < '[') {
      continue; /* a digit, a comma, a colon, a space */
    } else if (c == '{' || c == '[') {
      depth++;
    } else if (c == '}' || c == ']') {
      depth--;
      at -= depth < 0;
    } else if (depth == 0) {
      while (at < end && *at > ' ' && *at != ',' && *at != '}' && *at != ']') {
        at++;
      }
    }
    if (depth <= 0) {
      break;
    }
  }
  return at < end ? (omni_size)(at - json.at) : json.size;
}

/*
 * Goes through the members of an object, or the elements of an array, whose names are empty. Begin
 * with `omni_size at = 0`; answers 0 after the last.
 */
OMNI_UNUSED int omni_json_next(omni_text json, omni_size *at, omni_text *name, omni_text *value) {
  omni_size i = omni_json_space(json, *at);
  char before = i < json.size ? json.at[i] : 0;
  if (*at == 0 ? before != '{' && before != '[' : before != ',') {
    return 0;
  }
  i = omni_json_space(json, i + 1); /* over the bracket or the comma */
  if (i >= json.size || json.at[i] == '}' || json.at[i] == ']') {
    return 0;
  }
  name->size = 0;
  name->at = json.at + i;
  omni_size end = omni_json_end(json, i);
  omni_size after = omni_json_space(json, end);
  if (json.at[i] == '"' && after < json.size && json.at[after] == ':') {
    name->at = json.at + i + 1;
    name->size = end - i - 2;
    i = omni_json_space(json, after + 1);
    end = omni_json_end(json, i);
    after = omni_json_space(json, end);
  }
  if (end <= i) {
    return 0;
  }
  value->at = json.at + i;
  value->size = end - i;
  *at = after;
  return 1;
}

/* The value at `flow.destination-port` or `actuator-ids.0`; an empty text if there is none. */
OMNI_UNUSED omni_text omni_find(omni_text json, const char *path) {
  omni_text rest = omni_of(path);
  omni_text step;
  while (omni_split(&rest, '.', &step)) {
    omni_text name = {0, 0};
    omni_text value = {0, 0};
    omni_text found = {0, 0};
    omni_size at = 0;
    for (long long i = 0; omni_json_next(json, &at, &name, &value); i++) {
      if (name.size > 0 ? omni_same(name, step) : omni_integer(step, -1) == i) {
        found = value;
        break;
      }
    }
    json = found;
  }
  return json;
}

/* Finds members of an object in one pass; those that are not there are empty. */
OMNI_UNUSED void omni_members(omni_text object, const char *const *names, omni_text *values, omni_size count) {
  omni_text name;
  omni_text value;
  omni_size at = 0;
  for (omni_size i = 0; i < count; i++) {
    values[i] = (omni_text){0, 0};
  }
  while (omni_json_next(object, &at, &name, &value)) {
    for (omni_size i = 0; i < count; i++) {
      if (values[i].size == 0 && omni_same(name, omni_of(names[i]))) {
        values[i] = value;
        break;
      }
    }
  }
}

/* What stands between the quotes, escapes as they are; fit for omni_same. */
OMNI_UNUSED omni_text omni_inner(omni_text value) {
  omni_text none = {value.at, 0};
  if (value.size < 2 || value.at[0] != '"') {
    return none;
  }
  omni_text inner = {value.at + 1, value.size - 2};
  return inner;
}

/* Whether a value is that text. */
OMNI_UNUSED int omni_is(omni_text value, const char *text) {
  return value.size > 0 && value.at[0] == '"' && omni_same(omni_inner(value), omni_of(text));
}

OMNI_UNUSED int omni_is_true(omni_text value) { return omni_same(value, omni_of("true")); }
OMNI_UNUSED int omni_hex(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

OMNI_UNUSED unsigned omni_hex4(omni_text text, omni_size at) {
  unsigned code = 0;
  for (omni_size i = at; i < at + 4; i++) {
    int digit = i < text.size ? omni_hex(text.at[i]) : -1;
    if (digit < 0) {
      return 0xfffd;
    }
    code = code << 4 | (unsigned)digit;
  }
  return code;
}

/*
 * A text without its escapes, in UTF-8, put into `to`. One that does not fit is an empty text: half
 * of a name would be another name.
 */
OMNI_UNUSED omni_text omni_string(omni_text value, char *to, omni_size room) {
  omni_text in = omni_inner(value);
  omni_size out = 0;
  for (omni_size i = 0; i < in.size; i++) {
    char bytes[4];
    omni_size count = 1;
    bytes[0] = in.at[i];
    if (in.at[i] == '\\' && i + 1 < in.size) {
      char c = in.at[++i];
      bytes[0] = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
      if (c == 'u') {
        unsigned code = omni_hex4(in, i + 1);
        i += 4;
        if (code >= 0xd800 && code < 0xdc00 && i + 2 < in.size && in.at[i + 1] == '\\') {
          code = 0x10000 + ((code & 0x3ff) << 10) + (omni_hex4(in, i + 3) & 0x3ff);
          i += 6;
        }
        count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        for (omni_size k = count - 1; k > 0; k--) {
          bytes[k] = (char)(0x80 | (code & 0x3f));
          code >>= 6;
        }
        bytes[0] = (char)(count == 1 ? code : code | (0xf00u >> count & 0xff));
      }
    }
    if (out + count > room) {
      return (omni_text){to, 0};
    }
    for (omni_size k = 0; k < count; k++) {
      to[out++] = bytes[k];
    }
  }
  omni_text text = {to, out};
  return text;
}

/* ---- writing ---------------------------------------------------------------------------------- */

static char omni_out[OMNI_ANSWER_BYTES];
static omni_size omni_out_size;
static int omni_out_is_full;

OMNI_UNUSED void omni_put_text(omni_text text) {
  if (text.size > OMNI_ANSWER_BYTES - omni_out_size) {
    omni_out_is_full = 1;
    return;
  }
  for (omni_size i = 0; i < text.size; i++) {
    omni_out[omni_out_size++] = text.at[i];
  }
}

/* JSON as it is. */
OMNI_UNUSED void omni_put(const char *json) { omni_put_text(omni_of(json)); }

/* A text in quotes, escaped. */
OMNI_UNUSED void omni_put_string(omni_text text) {
  omni_put("\"");
  for (omni_size i = 0; i < text.size; i++) {
    omni_byte c = (omni_byte)text.at[i];
    char escaped[6] = {'\\', 'u', '0', '0', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
    omni_text piece = {text.at + i, 1};
    if (c == '"' || c == '\\') {
      omni_put("\\");
    } else if (c < ' ') {
      piece.at = escaped;
      piece.size = 6;
    }
    omni_put_text(piece);
  }
  omni_put("\"");
}

OMNI_UNUSED void omni_put_integer(long long value) {
  char digits[20];
  omni_size at = 20;
  unsigned long long rest = value < 0 ? 0ULL - (unsigned long long)value : (unsigned long long)value;
  do {
    digits[--at] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0) {
    omni_put("-");
  }
  omni_text text = {digits + at, 20 - at};
  omni_put_text(text);
}

/* A number with nine significant digits; null if it is infinite or none. */
OMNI_UNUSED void omni_put_number(double value) {
  if (!(value > -1e300 && value < 1e300)) {
    omni_put("null");
    return;
  }
  if (value == (double)(long long)value && value > -1e15 && value < 1e15) {
    omni_put_integer((long long)value);
    return;
  }
  if (value < 0) {
    omni_put("-");
    value = -value;
  }
  int exponent = 0;
  for (; value >= 10; exponent++) {
    value /= 10;
  }
  for (; value < 1; exponent--) {
    value *= 10;
  }
  unsigned digits = (unsigned)(value * 1e8 + 0.5);
  if (digits >= 1000000000u) {
    digits /= 10;
    exponent++;
  }
  omni_put_integer(digits / 100000000u);
  char fraction[9] = {'.'};
  unsigned rest = digits % 100000000u;
  for (int i = 8; i > 0; i--) {
    fraction[i] = (char)('0' + rest % 10);
    rest /= 10;
  }
  omni_size size = 9;
  while (size > 1 && fraction[size - 1] == '0') {
    size--;
  }
  omni_text text = {fraction, size > 1 ? size : 0};
  omni_put_text(text);
  if (exponent != 0) {
    omni_put("e");
    omni_put_integer(exponent);
  }
}

/* Ends an answer; the next omni_put begins another. */
OMNI_UNUSED omni_answer omni_done(void) {
  omni_answer answer = omni_out_is_full ? OMNI_INTERNAL : (omni_answer)(omni_size)omni_out << 32 | omni_out_size;
  omni_out_size = 0;
  omni_out_is_full = 0;
  return answer;
}

/* An error in the place of an answer. */
OMNI_UNUSED omni_answer omni_refuse(int code) {
  omni_out_size = 0;
  omni_out_is_full = 0;
  return (omni_answer)code;
}

/* An answer in which nothing is looked for. */
OMNI_UNUSED omni_answer omni_fine(void) {
  omni_put("{\"v\":1}");
  return omni_done();
}

/* ---- calling the gateway ----------------------------------------------------------------------- */

OMNI_UNUSED void omni_log(int level, const char *text) { omni_host_log(level, text, omni_length(text)); }

/* A property of the form, in `to`; an empty text if it is not set. */
OMNI_UNUSED omni_text omni_config(const char *key, char *to, omni_size room) {
  int size = omni_host_config_get(key, omni_length(key), to, room);
  omni_text value = {to, size > 0 ? (omni_size)size : 0};
  return value;
}

/*
 * The same where an empty text would be a mistake: 0 if the property is set and cannot be had, for
 * it is longer than the room or not granted.
 */
OMNI_UNUSED int omni_config_text(const char *key, char *to, omni_size room, omni_text *value) {
  int size = omni_host_config_get(key, omni_length(key), to, room);
  value->at = to;
  value->size = size > 0 ? (omni_size)size : 0;
  return size >= 0 || size == -2;
}

OMNI_UNUSED double omni_config_number(const char *key, double otherwise) {
  char text[32];
  return omni_number(omni_config(key, text, sizeof text), otherwise);
}

/* A value that was kept, in `to`; an empty text if there is none. */
OMNI_UNUSED omni_text omni_kept(const char *key, char *to, omni_size room) {
  int size = omni_host_kv_get(key, omni_length(key), to, room);
  omni_text value = {to, size > 0 ? (omni_size)size : 0};
  return value;
}

OMNI_UNUSED int omni_keep(const char *key, omni_text value) {
  return omni_host_kv_set(key, omni_length(key), value.at, value.size);
}

/* Publishes what was put so far under a topic, and begins anew. */
OMNI_UNUSED int omni_emit(const char *topic) {
  int result = omni_out_is_full ? -7 : omni_host_emit(topic, omni_length(topic), omni_out, omni_out_size);
  omni_out_size = 0;
  omni_out_is_full = 0;
  return result;
}

OMNI_UNUSED int omni_metric(const char *name, double value) {
  return omni_host_metric(name, omni_length(name), value);
}

OMNI_UNUSED int omni_alert(int level, omni_text text) { return omni_host_alert(level, text.at, text.size); }
/* ---- being called ------------------------------------------------------------------------------ */

extern omni_byte __heap_base;

/* From the end of everything else; each question begins anew, so nothing of a call is left over. */
static omni_size omni_arena;

/* Room that is there until the call ends; 0 if the gateway gives no more. */
OMNI_UNUSED void *omni_room(omni_size size) {
  omni_size start = (omni_arena + 15) & ~15u;
  omni_size end = start + size;
  if (end < start) {
    return 0;
  }
  omni_size pages = (omni_size)__builtin_wasm_memory_size(0);
  omni_size wanted = (end >> 16) + 1;
  if (wanted > pages && __builtin_wasm_memory_grow(0, wanted - pages) == (__SIZE_TYPE__)-1) {
    return 0;
  }
  omni_arena = end;
  return (void *)start;
}

/* Once in a plugin: the exports that each has, and the manifest as a section of the module. */
#define OMNI_PLUGIN(manifest)                                                                      \
  __asm__(".section .custom_section.omni.manifest,\"\",@\n.incbin \"" manifest "\"\n");            \
  OMNI_EXPORT(omni_abi_v1) void omni_abi_v1(void) {}                                               \
  OMNI_EXPORT(omni_alloc) void *omni_alloc(omni_size size) {                                       \
    omni_arena = (omni_size)&__heap_base;                                                          \
    return omni_room(size);                                                                        \
  }

/* A call that the plugin answers; `question` is what is asked. */
#define OMNI_CALL(name)                                                                            \
  static omni_answer omni_answer_##name(omni_text question);                                       \
  OMNI_EXPORT(omni_##name) omni_answer omni_##name(const char *at, omni_size size) {               \
    omni_text question = {at, size};                                                               \
    return omni_answer_##name(question);                                                           \
  }                                                                                                \
  static omni_answer omni_answer_##name(omni_text question __attribute__((unused)))

/* ---- samples ----------------------------------------------------------------------------------- */

/* A block of samples [docs/plugins.md]; the sample of channel c at moment i is at[i * channels + c]. */
typedef struct {
  omni_size channels;
  omni_size count;
  double rate;
  const char *at;
} omni_samples;

/* Reads a block; 0 if it is none, or not all there. */
OMNI_UNUSED int omni_read_samples(omni_text block, omni_samples *to) {
  if (block.size < 20 || !omni_same((omni_text){block.at, 4}, omni_of("OMS1"))) {
    return 0;
  }
  unsigned short version, channels;
  __builtin_memcpy(&version, block.at + 4, 2);
  __builtin_memcpy(&channels, block.at + 6, 2);
  __builtin_memcpy(&to->count, block.at + 8, 4);
  __builtin_memcpy(&to->rate, block.at + 12, 8);
  to->channels = channels;
  to->at = block.at + 20;
  unsigned long long values = (unsigned long long)channels * to->count;
  return version == 1 && channels > 0 && values * 8 == block.size - 20;
}

OMNI_UNUSED double omni_sample(const omni_samples *block, omni_size moment, omni_size channel) {
  double value;
  __builtin_memcpy(&value, block->at + 8 * (moment * block->channels + channel), 8);
  return value;
}

#endif
