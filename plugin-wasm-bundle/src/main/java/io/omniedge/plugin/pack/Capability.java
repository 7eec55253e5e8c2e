package io.omniedge.plugin.pack;

import java.util.Locale;

/** What a plugin may do besides computing, each only if its manifest names it and we grant it. */
public enum Capability {
  /** Lines in its log. */
  LOG,
  /** Reads its configuration. */
  CONFIG,
  /** Keeps values over restarts. */
  KV,
  /** Knows what time it is. */
  TIME,
  /** Random bytes. */
  RANDOM,
  /** Publishes events. */
  EMIT,
  /** Sets metrics. */
  METRIC,
  /** Raises alerts. */
  ALERT,
  /** Reads points of the plant. */
  READ_POINT,
  /** Sends requests to the hosts of its manifest. */
  HTTP,
  /** Sends them to private addresses too. */
  HTTP_PRIVATE,
  /** Sees the state of the tunnel. */
  VPN_STATE;

  /** As manifests have it: {@code vpn-state}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Capability parse(String text) {
    for (Capability capability : values()) {
      if (capability.text().equals(text)) {
        return capability;
      }
    }
    throw new IllegalArgumentException("there is no such capability");
  }
}
