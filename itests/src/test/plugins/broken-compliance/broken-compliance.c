/* Gets to work, and then fails each time that it is asked about data. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(check_compliance) {
  (void)question;
  __builtin_trap();
}

OMNI_CALL(get_compliance_mode) {
  (void)question;
  omni_put("{\"v\":1,\"mode\":\"standard\"}");
  return omni_done();
}
