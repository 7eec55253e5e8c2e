/* Refuses flows to one port. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(validate_connection) {
  long long port = omni_integer(omni_find(question, "flow.destination-port"), -1);
  if (port < 0) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  if (port == (long long)omni_config_number("refused-port", 23)) {
    omni_put("{\"v\":1,\"verdict\":\"deny\",\"reason\":\"nobody needs port ");
    omni_put_integer(port);
    omni_put("\"}");
  } else {
    omni_put("{\"v\":1,\"verdict\":\"allow\"}");
  }
  return omni_done();
}
