package io.omniedge.bench;

import org.jspecify.annotations.Nullable;

/**
 * One of the implementations that take part in a run.
 *
 * @param implementation how it is started
 * @param wantedThroughput ratio to wireguard-go asked for, or null
 * @param key whether all the project's other targets hold for it too: those are stated for the best
 *     AEAD on the newest Java
 */
record Side(Implementation implementation, @Nullable Double wantedThroughput, boolean key) {
  String name() {
    return implementation.name();
  }
}
