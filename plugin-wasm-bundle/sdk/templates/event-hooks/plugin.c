/* Says which peers come and go. */
#include "omni.h"

OMNI_PLUGIN("manifest.json")

static omni_answer say(omni_text question, const char *what) {
  omni_text address = omni_inner(omni_find(question, "peer.virtual-ip"));
  if (address.size == 0) {
    return omni_refuse(OMNI_BAD_INPUT);
  }
  omni_put(what);
  omni_put_text(address);
  omni_host_log(OMNI_INFO, omni_out, omni_out_size);
  omni_refuse(0); /* what was put was no answer */
  return omni_fine();
}

OMNI_CALL(on_peer_discovered) { return say(question, "found "); }

OMNI_CALL(on_peer_disconnected) { return say(question, "lost "); }
