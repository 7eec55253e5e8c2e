/*
 * Modbus has no passwords: whoever reaches the port commands the machine. So it is for named sources
 * at any time, for all others in a window of the day, and for nobody else.
 */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

enum { MOST_SOURCES = 32, MINUTES_A_DAY = 24 * 60, NONE = -1 };

/* An IPv6 address, or an IPv4 address as one [RFC 4291 §2.5.5.2]. */
typedef struct {
  omni_byte bytes[16];
} address;

typedef struct {
  address of;
  int bits;
} prefix;

static prefix sources[MOST_SOURCES];
static int source_count;
static long long port;
static int from;  /* minutes since midnight; NONE without a window */
static int until; /* not in it any more; before `from` over midnight */
static long long offset_minutes;

static int read_v4(omni_text text, omni_byte *to) {
  for (int i = 0; i < 4; i++) {
    omni_text part;
    if (!omni_split(&text, '.', &part) || part.size > 3) {
      return 0;
    }
    long long value = omni_integer(part, -1);
    if (value < 0 || value > 255) {
      return 0;
    }
    to[i] = (omni_byte)value;
  }
  return text.size == 0;
}

static int read_v6(omni_text text, omni_byte *to) {
  int at = 0;
  int gap = NONE;
  omni_size i = 0;
  if (text.size >= 2 && text.at[0] == ':' && text.at[1] == ':') {
    gap = 0;
    i = 2;
  }
  while (i < text.size) {
    unsigned value = 0;
    omni_size start = i;
    for (; i < text.size && omni_hex(text.at[i]) >= 0; i++) {
      value = value << 4 | (unsigned)omni_hex(text.at[i]);
    }
    if (i == start || i - start > 4 || at > 14) {
      return 0;
    }
    to[at++] = (omni_byte)(value >> 8);
    to[at++] = (omni_byte)value;
    if (i == text.size) {
      break;
    }
    if (text.at[i++] != ':') {
      return 0;
    }
    if (i < text.size && text.at[i] == ':') {
      if (gap != NONE) {
        return 0;
      }
      gap = at;
      i++;
    } else if (i == text.size) {
      return 0;
    }
  }
  if (gap == NONE) {
    return at == 16;
  }
  for (int k = 0; k < at - gap; k++) {
    to[15 - k] = to[at - 1 - k];
  }
  for (int k = gap; k < 16 - (at - gap); k++) {
    to[k] = 0;
  }
  return at < 16;
}

static int read_address(omni_text text, address *to) {
  for (int i = 0; i < 10; i++) {
    to->bytes[i] = 0;
  }
  to->bytes[10] = to->bytes[11] = 0xff;
  return read_v4(text, to->bytes + 12) || read_v6(text, to->bytes);
}

static int read_prefix(omni_text text, prefix *to) {
  omni_text host;
  if (!omni_split(&text, '/', &host) || !read_address(host, &to->of)) {
    return 0;
  }
  int is_v4 = 1;
  for (omni_size i = 0; i < host.size; i++) {
    is_v4 &= host.at[i] != ':';
  }
  int most = is_v4 ? 32 : 128;
  long long bits = text.size == 0 ? most : omni_integer(text, -1);
  to->bits = (int)bits + (is_v4 ? 96 : 0);
  return bits >= 0 && bits <= most;
}

static int contains(const prefix *in, const address *one) {
  for (int i = 0; i < in->bits; i++) {
    omni_byte mask = (omni_byte)(0x80 >> (i & 7));
    if (((in->of.bytes[i >> 3] ^ one->bytes[i >> 3]) & mask) != 0) {
      return 0;
    }
  }
  return 1;
}

/* Of 06:30; NONE of an empty text, -2 of anything else. */
static int minute_of_day(const char *property) {
  char text[16];
  omni_text time = omni_trim(omni_config(property, text, sizeof text));
  omni_text hour;
  if (!omni_split(&time, ':', &hour)) {
    return NONE;
  }
  long long hours = omni_integer(hour, -1);
  long long minutes = omni_integer(time, -1);
  int is_time = hours >= 0 && hours <= 24 && minutes >= 0 && minutes < 60;
  return is_time ? (int)(hours * 60 + minutes) : -2;
}

static omni_answer wrong(const char *property) {
  omni_log(OMNI_ERROR, property);
  omni_log(OMNI_ERROR, "is not as its description says");
  return omni_refuse(OMNI_BAD_INPUT);
}

OMNI_CALL(init) {
  char text[2048];
  omni_text rest;
  omni_text part;
  source_count = 0;
  if (!omni_config_text("modbus-sources", text, sizeof text, &rest)) {
    return wrong("modbus-sources");
  }
  while (omni_split(&rest, ',', &part)) {
    part = omni_trim(part);
    if (part.size == 0) {
      continue;
    }
    if (source_count == MOST_SOURCES || !read_prefix(part, &sources[source_count])) {
      return wrong("modbus-sources");
    }
    source_count++;
  }
  port = (long long)omni_config_number("modbus-port", 502);
  from = minute_of_day("modbus-from");
  until = minute_of_day("modbus-until");
  if (from < NONE || until < NONE || (from == NONE) != (until == NONE)) {
    return wrong("modbus-from, modbus-until");
  }
  offset_minutes = (long long)omni_config_number("utc-offset-minutes", 0);
  return omni_fine();
}

static int is_named(omni_text source) {
  address one;
  if (!read_address(source, &one)) {
    return 0;
  }
  for (int i = 0; i < source_count; i++) {
    if (contains(&sources[i], &one)) {
      return 1;
    }
  }
  return 0;
}

static int is_in_window(void) {
  if (from == NONE) {
    return 0;
  }
  long long minutes = omni_now_ms() / 60000 + offset_minutes;
  int now = (int)(((minutes % MINUTES_A_DAY) + MINUTES_A_DAY) % MINUTES_A_DAY);
  return from <= until ? now >= from && now < until : now >= from || now < until;
}

OMNI_CALL(validate_connection) {
  static const char *const names[] = {"source", "destination-port", "protocol"};
  omni_text of[3];
  omni_members(omni_find(question, "flow"), names, of, 3);
  omni_text source = omni_inner(of[0]);
  if (source.size == 0) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  int is_modbus = omni_integer(of[1], 0) == port && omni_integer(of[2], 0) == 6;
  if (!is_modbus || is_named(source) || is_in_window()) {
    omni_put("{\"v\":1,\"verdict\":\"allow\"}");
    return omni_done();
  }
  omni_put("{\"v\":1,\"verdict\":\"deny\",\"reason\":\"");
  omni_put_text(source); /* as it stood in JSON, so it may stand in JSON */
  omni_put(" is no source of Modbus");
  omni_put(from == NONE ? "\"}" : ", and it is not the time for others\"}");
  return omni_done();
}

/* The network with the name in the form, else the one with the most peers. */
OMNI_CALL(select_network) {
  char name[128];
  omni_text wanted = omni_config("network", name, sizeof name);
  omni_text networks = omni_find(question, "context.available-networks");
  omni_text chosen = {0, 0};
  long long peers = -1;
  omni_text unused;
  omni_text network;
  omni_size at = 0;
  while (omni_json_next(networks, &at, &unused, &network)) {
    long long count = omni_integer(omni_find(network, "peer-count"), 0);
    if (wanted.size > 0 ? omni_same(omni_inner(omni_find(network, "name")), wanted) : count > peers) {
      chosen = omni_find(network, "id");
      peers = count;
    }
  }
  omni_put("{\"v\":1");
  if (chosen.size > 0) {
    omni_put(",\"network\":");
    omni_put_text(chosen);
  }
  omni_put("}");
  return omni_done();
}

/* The one with the name in the form while it is there, else the first that is. */
OMNI_CALL(select_exit_node) {
  char name[128];
  omni_text wanted = omni_config("exit-node", name, sizeof name);
  omni_text nodes = omni_find(question, "context.available-exit-nodes");
  omni_text chosen = {0, 0};
  omni_text unused;
  omni_text node;
  omni_size at = 0;
  while (omni_json_next(nodes, &at, &unused, &node)) {
    if (!omni_is_true(omni_find(node, "is-online")) || !omni_is_true(omni_find(node, "is-exit-node"))) {
      continue;
    }
    int is_wanted = wanted.size > 0 && omni_same(omni_inner(omni_find(node, "name")), wanted);
    if (chosen.size == 0 || is_wanted) {
      chosen = omni_find(node, "id");
    }
  }
  omni_put("{\"v\":1");
  if (chosen.size > 0) {
    omni_put(",\"exit-node\":");
    omni_put_text(chosen);
  }
  omni_put("}");
  return omni_done();
}

OMNI_CALL(on_context_change) {
  int is_cellular = omni_is(omni_find(question, "context.network-type"), "cellular");
  omni_log(OMNI_INFO, is_cellular ? "the way out is cellular now" : "the context has changed");
  return omni_fine();
}
