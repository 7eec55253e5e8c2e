package io.omniedge.tun.linux;

/** What Linux takes as the name of an interface (dev_valid_name), and what tools can cope with. */
final class InterfaceName {
  private static final int MAX_LENGTH = 15;

  private InterfaceName() {}

  /** Accepts {@code ""} (the kernel chooses) and a single {@code %d} (the lowest free number). */
  static void check(String name) throws TunException {
    if (name.length() > MAX_LENGTH) {
      throw refused(
          name, "it has " + name.length() + " characters and " + MAX_LENGTH + " are allowed");
    }
    if (name.equals(".") || name.equals("..")) {
      throw refused(name, "this name is reserved");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c > '~' || c == '/' || c == ':') {
        throw refused(
            name,
            "character " + (i + 1) + " is not allowed (use ASCII without space and '/' and ':')");
      }
    }
    int percent = name.indexOf('%');
    if (percent >= 0 && (percent != name.indexOf("%d") || percent != name.lastIndexOf('%'))) {
      throw refused(name, "'%' may only stand once and as %d for a number the kernel chooses");
    }
  }

  private static TunException refused(String name, String reason) {
    return new TunException("\"" + name + "\" is no interface name: " + reason, 0);
  }
}
