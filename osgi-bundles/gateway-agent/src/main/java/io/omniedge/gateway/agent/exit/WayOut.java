package io.omniedge.gateway.agent.exit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What kind of network the default route of this machine leads to, as the kernel's files say. */
final class WayOut {
  private static final String ETHERNET = "1"; // ARPHRD_ETHER of if_arp.h

  private WayOut() {}

  /**
   * {@code cellular}, {@code wifi}, {@code ethernet}, or {@code unknown}.
   *
   * @param root of the file system
   */
  static String type(Path root) {
    try {
      Optional<String> interfaceName =
          defaultInterface(Files.readString(root.resolve("proc/net/route")));
      if (interfaceName.isEmpty()) {
        return "unknown";
      }
      String name = interfaceName.get();
      Path device = root.resolve("sys/class/net").resolve(name);
      if (name.startsWith("ww") || name.startsWith("ppp")) {
        return "cellular"; // as systemd and the kernel name modems [systemd.net-naming-scheme(7)]
      }
      if (Files.exists(device.resolve("wireless"))) {
        return "wifi";
      }
      byte[] type = Files.readAllBytes(device.resolve("type"));
      return new String(type, StandardCharsets.UTF_8).strip().equals(ETHERNET)
          ? "ethernet"
          : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Of the default route with the lowest metric in the main table. */
  private static Optional<String> defaultInterface(String routes) {
    String best = null;
    long bestMetric = Long.MAX_VALUE;
    for (String line : routes.lines().skip(1).toList()) {
      // Iface Destination Gateway Flags RefCnt Use Metric Mask
      String[] columns = line.strip().split("\\s+");
      if (columns.length > 7
          && columns[1].equals("00000000")
          && columns[7].equals("00000000")
          && columns[6].matches("[0-9]{1,10}")
          && Long.parseLong(columns[6]) < bestMetric) {
        best = columns[0];
        bestMetric = Long.parseLong(columns[6]);
      }
    }
    return Optional.ofNullable(best);
  }
}
