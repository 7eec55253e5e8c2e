package io.omniedge.gateway.api;

/** For work that nobody waits for: it is not to keep traffic waiting. A service; thread-safe. */
public interface Leisure {
  /**
   * From now on the calling thread runs only while nobody else on this machine wants to. For good;
   * where the system refuses it nothing changes.
   */
  void begin();
}
