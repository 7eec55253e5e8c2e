package io.omniedge.image.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.SortedMap;

/** The file by which GRUB and RAUC tell each other what was tried [GRUB manual, 15.4]. */
public final class GrubEnvironment {
  private static final int BYTES = 1024;

  private GrubEnvironment() {}

  /** The file with these variables. */
  public static byte[] of(SortedMap<String, String> variables) {
    StringBuilder text = new StringBuilder("# GRUB Environment Block\n");
    variables.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    byte[] file = new byte[BYTES];
    Arrays.fill(file, (byte) '#');
    byte[] bytes = text.toString().getBytes(US_ASCII);
    System.arraycopy(bytes, 0, file, 0, bytes.length);
    return file;
  }
}
