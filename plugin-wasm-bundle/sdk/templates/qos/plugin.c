/* One port before all others. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(classify_packet) {
  long long port = omni_integer(omni_find(question, "flow.destination-port"), -1);
  if (port < 0) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  int is_urgent = port == (long long)omni_config_number("urgent-port", 502);
  omni_put(is_urgent ? "{\"v\":1,\"class\":\"ultra-reliable-low-latency\",\"dscp\":46}"
                     : "{\"v\":1,\"class\":\"standard\",\"dscp\":0}");
  return omni_done();
}
