package io.omniedge.gateway.configuration.snapshot;

import java.io.IOException;

/** A snapshot is there and is not whole. The message holds no value of it. */
final class BrokenSnapshotException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenSnapshotException(String reason) {
    super(reason);
  }
}
