/* The RMS of the first channel since the last report, against a limit. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

static char name[128]; /* as it stands in JSON, with its quotes */
static omni_size name_size;
static double count;
static double squares;

OMNI_CALL(configure_monitoring) {
  omni_text id = omni_find(question, "config.actuator-ids.0");
  if (id.size < 2 || id.at[0] != '"' || id.size > sizeof name) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  __builtin_memcpy(name, id.at, id.size);
  name_size = id.size;
  count = squares = 0;
  return omni_fine();
}

OMNI_CALL(on_actuator_sample) {
  omni_samples block;
  if (!omni_read_samples(question, &block)) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  for (omni_size i = 0; i < block.count; i++) {
    double value = omni_sample(&block, i, 0);
    squares += value * value;
  }
  count += block.count;
  return omni_fine();
}

OMNI_CALL(compute_health_report) {
  double rms = count > 0 ? __builtin_sqrt(squares / count) : 0;
  int is_bad = rms > omni_config_number("limit", 10);
  if (count == 0 || name_size == 0) {
    omni_put("{\"v\":1,\"report\":{\"overall-health-score\":1,\"actuators\":[],\"predicted-failures\":[]}}");
    return omni_done();
  }
  omni_put("{\"v\":1,\"report\":{\"overall-health-score\":");
  omni_put(is_bad ? "0" : "1");
  omni_put(",\"predicted-failures\":[],\"actuators\":[{\"actuator-id\":");
  omni_put_text((omni_text){name, name_size});
  omni_put(is_bad ? ",\"health-score\":0,\"anomaly-detected\":true" : ",\"health-score\":1,\"anomaly-detected\":false");
  omni_put(",\"features\":{\"rms\":");
  omni_put_number(rms);
  omni_put("}}]}}");
  count = squares = 0;
  return omni_done();
}
