/*
 * How rough and how spiky a machine runs: RMS, peak and crest factor of each channel since the last
 * report, with the mean taken off. Too much RMS is vibration, too much crest are impacts, as a
 * damaged bearing makes them.
 */
#define OMNI_ANSWER_BYTES 32768
#include "omni.h"

OMNI_PLUGIN("manifest.json")

enum { MOST_CHANNELS = 32, NAME_BYTES = 128 };

typedef struct {
  char name[NAME_BYTES]; /* as it stands in JSON, with its quotes */
  omni_size name_size;
  double count;
  double sum;
  double squares;
  double least;
  double most;
} channel;

/* All that a later version takes over. */
static struct {
  unsigned schema;
  unsigned count;
  double sensitivity;
  channel channels[MOST_CHANNELS];
} state = {1, 0, 0.5, {{{0}, 0, 0, 0, 0, 0, 0}}};

static double rms_good, rms_bad, crest_good, crest_bad;

OMNI_CALL(init) {
  rms_good = omni_config_number("rms-good", 4.5);
  rms_bad = omni_config_number("rms-bad", 11.2);
  crest_good = omni_config_number("crest-good", 4);
  crest_bad = omni_config_number("crest-bad", 8);
  if (rms_bad <= rms_good || crest_bad <= crest_good) {
    omni_log(OMNI_ERROR, "what is bad must be above what is good");
    return omni_refuse(OMNI_BAD_INPUT);
  }
  return omni_fine();
}

static void clear(channel *of) {
  of->count = of->sum = of->squares = 0;
  of->least = 1e300;
  of->most = -1e300;
}

OMNI_CALL(configure_monitoring) {
  omni_text ids = omni_find(question, "config.actuator-ids");
  omni_text unused;
  omni_text id;
  omni_size at = 0;
  unsigned count = 0;
  while (omni_json_next(ids, &at, &unused, &id)) {
    if (count == MOST_CHANNELS || id.at[0] != '"' || id.size > NAME_BYTES) {
      return omni_refuse(OMNI_BAD_INPUT);
    }
    channel *to = &state.channels[count++];
    __builtin_memcpy(to->name, id.at, id.size);
    to->name_size = id.size;
    clear(to);
  }
  state.count = count;
  state.sensitivity = omni_number(omni_find(question, "config.anomaly-sensitivity"), 0.5);
  return count > 0 ? omni_fine() : omni_refuse(OMNI_BAD_INPUT);
}

OMNI_CALL(on_actuator_sample) {
  omni_samples block;
  if (!omni_read_samples(question, &block) || block.channels > state.count) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  for (omni_size c = 0; c < block.channels; c++) {
    channel *of = &state.channels[c];
    for (omni_size i = 0; i < block.count; i++) {
      double value = omni_sample(&block, i, c);
      if (!(value > -1e150 && value < 1e150)) {
        continue; /* a gap, and no measurement */
      }
      of->count++;
      of->sum += value;
      of->squares += value * value;
      of->least = value < of->least ? value : of->least;
      of->most = value > of->most ? value : of->most;
    }
  }
  return omni_fine();
}

static double between(double value, double good, double bad) {
  double share = (value - good) / (bad - good);
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

typedef struct {
  double rms;
  double peak;
  double crest;
  double vibration; /* 0 good, 1 bad */
  double impacts;
} features;

static features features_of(const channel *of) {
  features found = {0, 0, 0, 0, 0};
  double mean = of->sum / of->count;
  double variance = of->squares / of->count - mean * mean;
  double up = of->most - mean;
  double down = mean - of->least;
  found.rms = __builtin_sqrt(variance > 0 ? variance : 0);
  found.peak = up > down ? up : down;
  found.crest = found.rms > 0 ? found.peak / found.rms : 0;
  found.vibration = between(found.rms, rms_good, rms_bad);
  found.impacts = between(found.crest, crest_good, crest_bad);
  return found;
}

static double worse(features of) { return of.vibration > of.impacts ? of.vibration : of.impacts; }

static void put_member(const char *name, double value) {
  omni_put(",\"");
  omni_put(name);
  omni_put("\":");
  omni_put_number(value);
}

static void put_actuator(const channel *of) {
  features found = features_of(of);
  omni_put("{\"actuator-id\":");
  omni_put_text((omni_text){of->name, of->name_size});
  put_member("health-score", 1 - worse(found));
  omni_put(",\"anomaly-detected\":");
  omni_put(worse(found) > 0 && worse(found) >= 1 - state.sensitivity ? "true" : "false");
  omni_put(",\"features\":{\"samples\":");
  omni_put_number(of->count);
  put_member("rms", found.rms);
  put_member("peak", found.peak);
  put_member("crest", found.crest);
  omni_put("}}");
}

static int put_failure(const channel *of, const char *type, double probability, int is_first) {
  if (probability <= 0) {
    return is_first;
  }
  omni_put(is_first ? "{\"actuator-id\":" : ",{\"actuator-id\":");
  omni_put_text((omni_text){of->name, of->name_size});
  omni_put(",\"failure-type\":\"");
  omni_put(type);
  omni_put("\"");
  put_member("probability", probability);
  omni_put("}");
  return 0;
}

OMNI_CALL(compute_health_report) {
  double worst = 0;
  int is_first = 1;
  omni_put("{\"v\":1,\"report\":{\"actuators\":[");
  for (unsigned c = 0; c < state.count; c++) {
    if (state.channels[c].count > 0) {
      omni_put(is_first ? "" : ",");
      put_actuator(&state.channels[c]);
      is_first = 0;
      double one = worse(features_of(&state.channels[c]));
      worst = one > worst ? one : worst;
    }
  }
  omni_put("],\"predicted-failures\":[");
  is_first = 1;
  for (unsigned c = 0; c < state.count; c++) {
    channel *of = &state.channels[c];
    if (of->count > 0) {
      features found = features_of(of);
      is_first = put_failure(of, "vibration", found.vibration, is_first);
      is_first = put_failure(of, "impacts", found.impacts, is_first);
    }
    clear(of);
  }
  omni_put("]");
  put_member("overall-health-score", 1 - worst);
  omni_put("}}");
  return omni_done();
}

OMNI_CALL(state_save) { return (omni_answer)(omni_size)&state << 32 | sizeof state; }

OMNI_CALL(state_load) {
  if (question.size != sizeof state || question.at[0] != 1) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  __builtin_memcpy(&state, question.at, sizeof state);
  return omni_fine();
}
