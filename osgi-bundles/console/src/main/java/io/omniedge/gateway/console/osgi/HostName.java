package io.omniedge.gateway.console.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine's name as it stands in the kernel. Not the one the JDK tells, which asks a name
 * server for the address too: without one a page would wait for it, or fail.
 */
final class HostName {
  private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  static String read() {
    try {
      String name = Files.readString(FILE).strip();
      return name.isEmpty() ? "gateway" : name;
    } catch (IOException e) {
      return "gateway";
    }
  }
}
