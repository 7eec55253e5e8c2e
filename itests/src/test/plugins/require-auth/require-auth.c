/* Modbus and ping are for those who have signed in; all else is for everybody. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(validate_connection) {
  int is_modbus = omni_integer(omni_find(question, "flow.destination-port"), 0) == 502;
  int is_ping = omni_integer(omni_find(question, "flow.protocol"), 0) == 1;
  omni_put(is_modbus || is_ping ? "{\"v\":1,\"verdict\":\"require-auth\"}" : "{\"v\":1,\"verdict\":\"allow\"}");
  return omni_done();
}
