package io.omniedge.gateway.health;

/** A number of bytes as a person says it. */
final class Amount {
  private static final String UNITS = "KMGTP";

  private Amount() {}

  /** In its largest unit with one decimal, rounded down: units of 1024, as {@code wg} has them. */
  static String of(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    long whole = bytes;
    long rest = 0;
    int unit = -1;
    while (whole >= 1024 && unit < UNITS.length() - 1) {
      rest = whole % 1024;
      whole /= 1024;
      unit++;
    }
    return whole + "." + rest * 10 / 1024 + " " + UNITS.charAt(unit) + "iB";
  }
}
