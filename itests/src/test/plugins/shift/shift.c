/* Publishes who is on shift each time there are statistics: personal data that want to leave. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(on_stats_update) {
  (void)question;
  omni_put("{\"operator\":{\"name\":\"Anna Beispiel\",\"shift\":2}}");
  return omni_emit("shift/operator") < 0 ? omni_refuse(OMNI_INTERNAL) : omni_fine();
}
