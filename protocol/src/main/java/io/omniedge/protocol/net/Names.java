package io.omniedge.protocol.net;

import java.util.regex.Pattern;

/** Shapes of what the control plane names things by. */
public final class Names {
  /** A label of the domain name system in lower case [RFC 1123, 2.1]. */
  public static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** An identifier that the manager gave: a kind, a hyphen, and 1 to 40 letters and digits. */
  public static final Pattern ID = Pattern.compile("[a-z]{1,8}-[A-Za-z0-9]{1,40}");

  /** Host name or address and port, as WireGuard configurations have them. */
  public static final Pattern HOST_AND_PORT =
      Pattern.compile(
          "([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}\\])"
              + ":([1-9][0-9]{0,4})");

  /** 32 bytes in base64, as WireGuard writes a key; it may be none all the same. */
  public static final Pattern WIREGUARD_KEY =
      Pattern.compile("[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=");

  private static final String ZEROS = "A".repeat(43) + "=";

  private Names() {}

  /**
   * A WireGuard public key that a device tells of itself.
   *
   * @throws IllegalArgumentException if it is none: no tunnel would take it as a peer's
   */
  public static String wireguardKey(String text) {
    if (!WIREGUARD_KEY.matcher(text).matches()) {
      throw new IllegalArgumentException("it must be 32 bytes in base64, 44 characters");
    }
    if (text.equals(ZEROS)) {
      throw new IllegalArgumentException("a key of zeros is no key");
    }
    return text;
  }
}
