package io.omniedge.pdm.outlet;

/** A way out; an edge, behind which are a cloud connection and somebody else's code. */
@FunctionalInterface
public interface Link {
  /**
   * Hands it over; for a thread that can wait.
   *
   * @param dataType what it is
   * @param priority {@code P0} to {@code P4}
   * @throws Exception if it was not taken
   */
  void send(String dataType, String priority, boolean isJson, byte[] data) throws Exception;
}
