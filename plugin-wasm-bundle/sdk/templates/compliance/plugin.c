/* Lets types of data leave that are on a list, and no others. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(get_compliance_mode) {
  omni_put("{\"v\":1,\"mode\":\"custom\",\"config\":{\"name\":\"listed types\"}}");
  return omni_done();
}

OMNI_CALL(check_compliance) {
  char list[1024];
  omni_text rest = omni_config("types", list, sizeof list);
  omni_text type = omni_inner(omni_find(question, "packet.data-type"));
  omni_text listed;
  if (type.size == 0) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  while (omni_split(&rest, ',', &listed)) {
    if (omni_same(omni_trim(listed), type)) {
      omni_put("{\"v\":1,\"result\":\"compliant\"}");
      return omni_done();
    }
  }
  omni_put("{\"v\":1,\"result\":\"blocked\",\"reason\":\"its type is not on the list\",\"regulation\":\"custom\"}");
  return omni_done();
}
