package io.omniedge.gateway.agent.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WayOutTest {
  private static final String HEADER =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

  @TempDir Path root;

  private void routes(String... lines) throws IOException {
    Path file = Files.createDirectories(root.resolve("proc/net")).resolve("route");
    Files.writeString(file, HEADER + String.join("\n", lines) + "\n");
  }

  private Path device(String name, String type) throws IOException {
    Path folder = Files.createDirectories(root.resolve("sys/class/net").resolve(name));
    Files.writeString(folder.resolve("type"), type + "\n");
    return folder;
  }

  private static String route(String name, String destination, int metric) {
    return name + "\t" + destination + "\t0102A8C0\t0003\t0\t0\t" + metric + "\t00000000\t0\t0\t0";
  }

  @Test
  void isOfTheDefaultRouteWithTheLowestMetric() throws IOException {
    device("eth0", "1");
    device("wwan0", "65534");
    Files.createDirectories(device("wlan0", "1").resolve("wireless"));
    routes(route("wwan0", "00000000", 700), route("eth0", "00000000", 100));
    assertEquals("ethernet", WayOut.type(root));
    routes(route("wwan0", "00000000", 50), route("eth0", "00000000", 100));
    assertEquals("cellular", WayOut.type(root));
    routes(route("wlan0", "00000000", 0), route("eth0", "0000A8C0", 0));
    assertEquals("wifi", WayOut.type(root));
  }

  @Test
  void isUnknownWithoutOneAndWhereTheFilesAreOdd() throws IOException {
    assertEquals("unknown", WayOut.type(root));
    routes(route("eth0", "0000A8C0", 0));
    assertEquals("unknown", WayOut.type(root));
    routes("garbage", "eth0 00000000", route("gone0", "00000000", 1));
    assertEquals("unknown", WayOut.type(root));
    device("tun5", "65534");
    routes(route("tun5", "00000000", 1));
    assertEquals("unknown", WayOut.type(root));
  }
}
