package io.omniedge.tun.linux.libc;

import java.util.ArrayList;
import java.util.List;

/** The native backends that must work on the JRE running the tests. */
public final class Backends {
  private Backends() {}

  /** JNA always, java.lang.foreign from Java 22; one that fails to load fails the test. */
  public static List<Libc> all() {
    List<Libc> backends = new ArrayList<>();
    backends.add(LibcLoader.named("jna"));
    if (Runtime.version().feature() >= 22) {
      backends.add(LibcLoader.named("ffm"));
    }
    return backends;
  }
}
