package io.omniedge.pdm.outlet;

import io.omniedge.pdm.store.Parcel;
import org.jspecify.annotations.Nullable;

/** A way out; an edge, behind which are a cloud connection and somebody else's code. */
@FunctionalInterface
public interface Link {
  /**
   * Hands it over; for a thread that can wait.
   *
   * @param parcel whose epoch and sequence go with the data
   * @param data what compliance let through of it
   * @return the name by which {@link Outlet#confirmed} will tell that it has arrived; null if
   *     nobody will, and it counts as arrived
   * @throws LinkFullException if it takes nothing for a moment
   * @throws Exception if it was not taken
   */
  @Nullable String send(Parcel parcel, byte[] data) throws Exception;
}
