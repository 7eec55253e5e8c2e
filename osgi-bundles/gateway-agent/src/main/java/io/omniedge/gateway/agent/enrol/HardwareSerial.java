package io.omniedge.gateway.agent.enrol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The serial number of the machine, where its maker gave it one. */
public final class HardwareSerial {
  /** Boards with a device tree, then those with a BIOS; the last two only root may read. */
  private static final List<String> FILES =
      List.of(
          "sys/firmware/devicetree/base/serial-number",
          "sys/class/dmi/id/product_serial",
          "sys/class/dmi/id/board_serial");

  /** What makers leave there who gave it none: the same on thousands of machines. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "none",
          "not specified",
          "not applicable",
          "default string",
          "system serial number",
          "to be filled by o.e.m.",
          "0123456789",
          "123456789");

  private static final int MAX_CHARS = 100;

  private HardwareSerial() {}

  /**
   * Reads it.
   *
   * @param root of the file system, {@code /} on a gateway
   */
  public static Optional<String> read(Path root) {
    return FILES.stream()
        .map(file -> text(root.resolve(file)))
        .filter(HardwareSerial::isSerial)
        .findFirst();
  }

  private static String text(Path file) {
    try {
      // A device tree ends its texts with a NUL.
      return Files.isReadable(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.US_ASCII)
              .replace("\0", "")
              .strip()
          : "";
    } catch (IOException e) {
      return ""; // there, and cannot be read: some BIOSes have such
    }
  }

  private static boolean isSerial(String text) {
    return text.length() >= 4
        && text.length() <= MAX_CHARS
        && text.matches("[\\x21-\\x7e][\\x20-\\x7e]*")
        && !text.matches("(.)\\1*")
        && !PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT));
  }
}
