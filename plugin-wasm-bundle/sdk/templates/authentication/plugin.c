/* Lets in who knows the key of the form, as the user that it is for. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

OMNI_CALL(supported_methods) {
  omni_put("{\"v\":1,\"methods\":[{\"method\":\"api-key\",\"label\":\"Key\"}]}");
  return omni_done();
}

OMNI_CALL(authenticate) {
  char right[256];
  char given[256];
  char user[64];
  omni_text key = omni_config("key", right, sizeof right);
  omni_text secret = omni_string(omni_find(question, "request.secret"), given, sizeof given);
  omni_text name = omni_string(omni_find(question, "request.user"), user, sizeof user);
  /* Takes as long however much of it is right. */
  unsigned difference = key.size ^ secret.size;
  for (omni_size i = 0; i < key.size && i < secret.size; i++) {
    difference |= (unsigned)(key.at[i] ^ secret.at[i]);
  }
  if (key.size < 16 || difference != 0 || name.size == 0) {
    omni_put("{\"v\":1,\"success\":false,\"error\":\"wrong key\"}");
    return omni_done();
  }
  omni_put("{\"v\":1,\"success\":true,\"subject\":");
  omni_put_string(name);
  omni_put("}");
  return omni_done();
}
