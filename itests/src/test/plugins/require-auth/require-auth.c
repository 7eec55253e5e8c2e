/* Modbus is for those who have signed in; all else is for everybody. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(validate_connection) {
  int is_modbus = omni_integer(omni_find(question, "flow.destination-port"), 0) == 502;
  omni_put(is_modbus ? "{\"v\":1,\"verdict\":\"require-auth\"}" : "{\"v\":1,\"verdict\":\"allow\"}");
  return omni_done();
}
