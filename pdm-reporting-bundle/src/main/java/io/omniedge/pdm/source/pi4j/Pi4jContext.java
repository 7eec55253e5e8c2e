package io.omniedge.pdm.source.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;

/** Pi4J's view of this gateway; loads Pi4J. */
public final class Pi4jContext {
  private Pi4jContext() {}

  /**
   * With the plugins beside Pi4J that fit the board; whoever opens a device with it shuts it down.
   */
  public static Context detected() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Pi4J looks for plugins by the thread's loader, which in OSGi sees none of them.
    thread.setContextClassLoader(Pi4J.class.getClassLoader());
    try {
      return Pi4J.newContextBuilder().autoDetect().disableShutdownHook().build();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
