/* Keeps a clip around what is above a limit. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(configure_buffer) { return omni_fine(); }

OMNI_CALL(register_triggers) {
  omni_put("{\"v\":1,\"triggers\":[{\"name\":\"limit\",\"trigger-type\":\"threshold\",");
  omni_put("\"conditions\":{\"source\":\"*\",\"above\":");
  omni_put_number(omni_config_number("limit", 10));
  omni_put("}}]}");
  return omni_done();
}

OMNI_CALL(on_trigger) {
  double value = omni_number(omni_find(question, "trigger.context.value"), 0);
  if (value < omni_config_number("limit", 10)) {
    omni_put("{\"v\":1,\"action\":\"discard\"}");
  } else {
    omni_put("{\"v\":1,\"action\":\"clip\",\"duration-before\":5,\"duration-after\":5,\"format\":\"mcap\"}");
  }
  return omni_done();
}
