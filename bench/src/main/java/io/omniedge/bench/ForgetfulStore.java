package io.omniedge.bench;

import io.omniedge.transport.noise.Tai64n;
import io.omniedge.transport.noise.TimestampStore;
import org.jspecify.annotations.Nullable;

/** For peers that live for one run and never restart. */
final class ForgetfulStore implements TimestampStore {
  @Override
  public @Nullable Tai64n load() {
    return null;
  }

  @Override
  public void reserve(Tai64n limit) {}
}
