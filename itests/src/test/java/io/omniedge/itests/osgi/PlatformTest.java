package io.omniedge.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/** The bundles resolve, start and are configured on each platform they are made for. */
@ParameterizedClass
@EnumSource(Platform.class)
class PlatformTest {
  private static final String TUNNEL = "io.omniedge.transport.Tunnel";

  /** A clause of Export-Package; a comma inside quotes does not end it. */
  private static final Pattern CLOUD_EXPORT =
      Pattern.compile(
          "org\\.eclipse\\.kura\\.(cloudconnection|message)[^;,]*(;[^,\"]*(\"[^\"]*\"[^,\"]*)*)?,?");

  private static final Pattern CLOUD_CLASS =
      Pattern.compile("org/eclipse/kura/(cloudconnection|message)/");

  private final Platform platform;

  @TempDir private Path folder;

  PlatformTest(Platform platform) {
    this.platform = platform;
  }

  private RunningPlatform start() throws Exception {
    return RunningPlatform.start(platform, folder, Platform.gateway());
  }

  private static String snapshot(Object tunnel) {
    return String.valueOf(RunningPlatform.call(tunnel, "snapshot", new Class<?>[0]));
  }

  @Test
  void allBundlesStart() throws Exception {
    try (RunningPlatform running = start()) {
      for (Bundle bundle : running.bundles()) {
        assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
      }
    }
  }

  @Test
  void aTunnelIsThereWithItsConfigurationAndTellsWhatIsWrongWithIt() throws Exception {
    try (RunningPlatform running = start()) {
      running.configure("io.omniedge.tun.Devices", false, Map.of("tunTso", true));
      running.configure(
          TUNNEL,
          true,
          Map.of(
              "kura.service.pid", "plant",
              "interfaceName", "omni-test",
              "enabled", false,
              "listenPort", 0,
              "address", "10.9.0.1/24"));
      running.configure(
          TUNNEL,
          true,
          Map.of(
              "kura.service.pid", "wrong",
              "interfaceName", "omni-wrong",
              "listenPort", "99999"));
      String type = "io.omniedge.gateway.api.GatewayTunnel";
      Object plant = running.service(type, "(kura.service.pid=plant)");
      assertTrue(snapshot(plant).contains("state=DISABLED"), snapshot(plant));
      Object wrong = running.service(type, "(kura.service.pid=wrong)");
      assertTrue(snapshot(wrong).contains("state=FAILED"), snapshot(wrong));
      assertTrue(
          snapshot(wrong).contains("ListenPort \"99999\": the number is out of range (0 to 65535)"),
          snapshot(wrong));
    }
  }

  @Test
  void aMeshTunnelIsATunnelLikeOthersUntilItIsClosed() throws Exception {
    try (RunningPlatform running = start()) {
      running.configure("io.omniedge.tun.Devices", false, Map.of("tunTso", true));
      Object tunnels = running.service("io.omniedge.gateway.api.mesh.MeshTunnels", null);
      Class<?> type =
          tunnels
              .getClass()
              .getClassLoader()
              .loadClass("io.omniedge.gateway.api.mesh.MeshSettings");
      Object settings = type.getConstructors()[0].newInstance("omni-mesh", 0, 1420, "auto", "off");
      Class<?>[] none = {};
      Object mesh =
          Objects.requireNonNull(
              RunningPlatform.call(
                  tunnels, "open", new Class<?>[] {String.class, type}, "meshed", settings));
      Object shown =
          running.service("io.omniedge.gateway.api.GatewayTunnel", "(kura.service.pid=meshed)");
      Object key = RunningPlatform.call(mesh, "publicKey", none);
      assertTrue(snapshot(shown).contains("publicKey=Optional[" + key + "]"), snapshot(shown));

      assertTrue(threads().contains("meshed keeper"), threads());
      RunningPlatform.call(mesh, "close", none);
      assertFalse(threads().contains("meshed keeper"), threads());
      // Its name is free again, and what is left open ends with the bundle.
      RunningPlatform.call(
          tunnels, "open", new Class<?>[] {String.class, type}, "meshed", settings);
    }
    Eventually.holds("the end of meshed keeper", () -> !threads().contains("meshed keeper"));
  }

  /** Both components that make tunnels ask a judge that comes later, and no longer when it goes. */
  @Test
  void tunnelsBindAJudgeOfFlowsThatComesAndGoes() throws Exception {
    try (RunningPlatform running = start()) {
      running.configure("io.omniedge.tun.Devices", false, Map.of("tunTso", true));
      running.configure(
          TUNNEL,
          true,
          Map.of("kura.service.pid", "plant", "interfaceName", "omni-x", "enabled", false));
      running.service("io.omniedge.gateway.api.GatewayTunnel", "(kura.service.pid=plant)");
      Object tunnels = running.service("io.omniedge.gateway.api.mesh.MeshTunnels", null);
      Class<?> type =
          tunnels
              .getClass()
              .getClassLoader()
              .loadClass("io.omniedge.gateway.api.mesh.MeshSettings");
      Object settings = type.getConstructors()[0].newInstance("omni-mesh", 0, 1420, "auto", "off");
      RunningPlatform.call(
          tunnels, "open", new Class<?>[] {String.class, type}, "meshed", settings);
      Queue<String> first = new ConcurrentLinkedQueue<>();
      Queue<String> second = new ConcurrentLinkedQueue<>();
      String judge = "io.omniedge.gateway.api.flow.FlowJudge";
      Runnable end = running.register(tunnels, judge, recording(first));
      // Whether it validates is asked once by each that binds it.
      Eventually.holds(
          "both bind it", () -> first.stream().filter("validates"::equals).count() >= 2);
      Runnable endSecond = running.register(tunnels, judge, recording(second));
      end.run();
      Eventually.holds(
          "both bind the next", () -> second.stream().filter("validates"::equals).count() >= 2);
      endSecond.run();
    }
  }

  private static InvocationHandler recording(Queue<String> calls) {
    return (proxy, method, arguments) -> {
      calls.add(method.getName());
      return switch (method.getName()) {
        case "validates" -> (Object) false;
        case "generation" -> 1L;
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> null;
      };
    };
  }

  @Test
  void aKuraWithoutCloudConnectionsHasTunnelsAllTheSame() throws Exception {
    List<Path> bundles = new ArrayList<>();
    for (Path jar : Platform.gateway()) {
      bundles.add(jar.toString().contains("kura-api") ? withoutCloud(jar) : jar);
    }
    try (RunningPlatform running =
        RunningPlatform.start(platform, folder.resolve("core"), bundles)) {
      Bundle adapter =
          running.bundles().stream()
              .filter(bundle -> "io.omniedge.gateway.kura".equals(bundle.getSymbolicName()))
              .findFirst()
              .orElseThrow();
      assertEquals(Bundle.ACTIVE, adapter.getState());
      assertThrows(
          ClassNotFoundException.class,
          () -> adapter.loadClass("org.eclipse.kura.cloudconnection.message.KuraMessage"));
      running.configure(
          TUNNEL,
          true,
          Map.of("kura.service.pid", "plant", "interfaceName", "omni-x", "enabled", false));
      running.service("io.omniedge.gateway.api.GatewayTunnel", "(kura.service.pid=plant)");
    }
  }

  /** The API of a Kura core: without cloud connections, and without the messages they carry. */
  private Path withoutCloud(Path api) throws IOException {
    Path core = folder.resolve("core-api.jar");
    try (JarFile from = new JarFile(api.toFile())) {
      Manifest manifest = new Manifest(from.getManifest());
      String exports = manifest.getMainAttributes().getValue("Export-Package");
      String less = CLOUD_EXPORT.matcher(exports).replaceAll("").replaceAll("^,+|,+$", "");
      assertNotEquals(exports, less);
      manifest.getMainAttributes().putValue("Export-Package", less);
      try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(core), manifest)) {
        for (JarEntry entry : Collections.list(from.entries())) {
          if (entry.getName().endsWith(".class") && !CLOUD_CLASS.matcher(entry.getName()).find()) {
            to.putNextEntry(new JarEntry(entry.getName()));
            from.getInputStream(entry).transferTo(to);
            to.closeEntry();
          }
        }
      }
    }
    return core;
  }

  @Test
  void stopsWithoutLeavingAThread() throws Exception {
    RunningPlatform running = start();
    running.configure("io.omniedge.tun.Devices", false, Map.of("tunTso", true));
    running.configure(
        TUNNEL,
        true,
        Map.of("kura.service.pid", "leaves", "interfaceName", "omni-x", "enabled", false));
    running.service("io.omniedge.gateway.api.GatewayTunnel", "(kura.service.pid=leaves)");
    assertTrue(threads().contains("leaves keeper"), threads());
    Eventually.holds("the metrics", () -> threads().contains("metrics keeper"));
    running.close();
    for (String thread : List.of("leaves keeper", "metrics keeper", "HTTP-Dispatcher")) {
      Eventually.holds("the end of " + thread, () -> !threads().contains(thread));
    }
  }

  private static String threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList().toString();
  }
}
