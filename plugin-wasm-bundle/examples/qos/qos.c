/*
 * Control protocols first, copies of files last, and some things not at all: a flow is classified by
 * the port it calls. The lists of ports are in the form; each may be given as 502 or as 6000-6010.
 */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

enum { MOST_RANGES = 64 };

typedef struct {
  int from;
  int to;
} range;

typedef struct {
  const char *property;
  const char *name;
  int dscp; /* of the outer packets [RFC 4594]: 46 expedited forwarding, 8 lower than best effort */
  range ranges[MOST_RANGES];
  int count;
} traffic_class;

/* In the order in which they are asked. */
static traffic_class classes[] = {
    {"drop-ports", "drop", 0, {{0, 0}}, 0},
    {"control-ports", "ultra-reliable-low-latency", 46, {{0, 0}}, 0},
    {"bulk-ports", "background", 8, {{0, 0}}, 0},
};

enum { CLASSES = sizeof classes / sizeof classes[0] };

static int read_ranges(traffic_class *to) {
  char text[2048];
  omni_text rest;
  omni_text part;
  to->count = 0;
  if (!omni_config_text(to->property, text, sizeof text, &rest)) {
    return 0;
  }
  while (omni_split(&rest, ',', &part)) {
    omni_text from;
    part = omni_trim(part);
    if (part.size == 0) {
      continue;
    }
    omni_split(&part, '-', &from);
    long long first = omni_integer(omni_trim(from), -1);
    long long last = part.size > 0 ? omni_integer(omni_trim(part), -1) : first;
    if (to->count == MOST_RANGES || first < 0 || last < first || last > 65535) {
      return 0;
    }
    to->ranges[to->count].from = (int)first;
    to->ranges[to->count].to = (int)last;
    to->count++;
  }
  return 1;
}

OMNI_CALL(init) {
  for (int i = 0; i < CLASSES; i++) {
    if (!read_ranges(&classes[i])) {
      omni_log(OMNI_ERROR, classes[i].property);
      omni_log(OMNI_ERROR, "is no list of ports such as 502, 6000-6010");
      return omni_refuse(OMNI_BAD_INPUT);
    }
  }
  return omni_fine();
}

OMNI_CALL(classify_packet) {
  omni_text flow = omni_find(question, "flow");
  long long port = omni_integer(omni_find(flow, "destination-port"), -1);
  if (port < 0) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  const char *name = "standard";
  int dscp = 0;
  for (int i = 0; i < CLASSES && port > 0; i++) {
    for (int r = 0; r < classes[i].count; r++) {
      if (port >= classes[i].ranges[r].from && port <= classes[i].ranges[r].to) {
        name = classes[i].name;
        dscp = classes[i].dscp;
        i = CLASSES;
        break;
      }
    }
  }
  omni_put("{\"v\":1,\"class\":\"");
  omni_put(name);
  omni_put("\",\"dscp\":");
  omni_put_integer(dscp);
  omni_put("}");
  return omni_done();
}
