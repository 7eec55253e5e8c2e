package io.omniedge.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.gateway.packaging.DeploymentPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** The deployment package for Kura, with the DeploymentAdmin that Kura has. */
class DeploymentPackageTest {
  private static final String NAME = "io.omniedge.gateway";
  private static final List<String> OURS =
      List.of(
          "io.omniedge.gateway.agent",
          "io.omniedge.gateway.api",
          "io.omniedge.gateway.kura",
          "io.omniedge.gateway.monitoring",
          "io.omniedge.pdm",
          "io.omniedge.transport",
          "io.omniedge.tun");
  private static final Path BUILT =
      Path.of(System.getProperty("omniedge.root"))
          .resolve("osgi-bundles/runtime/target/omniedge-gateway.dp");

  @TempDir private Path folder;
  private RunningPlatform kura;
  private Object admin;

  @BeforeEach
  void start() throws Exception {
    List<Path> bundles = new ArrayList<>(Platform.standIns());
    bundles.addAll(Platform.deployment());
    kura = RunningPlatform.start(Platform.FELIX, folder.resolve("kura"), bundles);
    admin = kura.service("org.osgi.service.deploymentadmin.DeploymentAdmin", null);
  }

  @AfterEach
  void stop() throws IOException {
    kura.close();
  }

  private Object install(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Objects.requireNonNull(
          RunningPlatform.call(
              admin, "installDeploymentPackage", new Class<?>[] {InputStream.class}, in));
    }
  }

  /** The same bundles under a higher version: what is unchanged would not even be read. */
  private List<Path> newer() throws IOException {
    List<Path> newer = new ArrayList<>();
    for (Path jar : Platform.packaged()) {
      Path copy = folder.resolve("newer-" + jar.getFileName());
      try (JarFile from = new JarFile(jar.toFile())) {
        Manifest manifest = new Manifest(from.getManifest());
        manifest.getMainAttributes().putValue("Bundle-Version", "0.2.0");
        try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
          for (JarEntry entry : Collections.list(from.entries())) {
            if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
              to.putNextEntry(new JarEntry(entry.getName()));
              from.getInputStream(entry).transferTo(to);
              to.closeEntry();
            }
          }
        }
      }
      newer.add(copy);
    }
    return newer;
  }

  private Map<String, Integer> states() {
    Map<String, Integer> states = new TreeMap<>();
    for (Bundle bundle : kura.all()) {
      if (OURS.contains(bundle.getSymbolicName())) {
        states.put(bundle.getSymbolicName(), bundle.getState());
      }
    }
    return states;
  }

  private static Map<String, Integer> allActive() {
    Map<String, Integer> states = new TreeMap<>();
    OURS.forEach(name -> states.put(name, Bundle.ACTIVE));
    return states;
  }

  @Test
  void installsUpgradesAndUninstalls() throws Exception {
    install(BUILT);
    assertEquals(allActive(), states());
    Path next = folder.resolve("next.dp");
    DeploymentPackage.write(next, NAME, "0.2.0", newer());
    Object upgraded = install(next);
    assertEquals(allActive(), states());
    assertEquals(
        "0.2.0", String.valueOf(RunningPlatform.call(upgraded, "getVersion", new Class<?>[0])));
    RunningPlatform.call(upgraded, "uninstall", new Class<?>[0]);
    assertEquals(Map.of(), states());
    install(BUILT);
    assertEquals(allActive(), states());
  }

  @Test
  void leavesTheOldOneRunningWhenTheNextIsBroken() throws Exception {
    install(BUILT);
    Path next = folder.resolve("next.dp");
    DeploymentPackage.write(next, NAME, "0.2.0", newer());
    byte[] whole = Files.readAllBytes(next);
    for (int length : new int[] {0, 100, whole.length / 3, whole.length / 2}) {
      Path broken = Files.write(folder.resolve("broken.dp"), Arrays.copyOf(whole, length));
      assertThrows(LinkageError.class, () -> install(broken), () -> length + " bytes");
      assertEquals(allActive(), states(), length + " bytes");
    }
  }

  @Test
  void isTheSameBytesFromTheSameBundles() throws Exception {
    Path one = folder.resolve("one.dp");
    Path two = folder.resolve("two.dp");
    DeploymentPackage.write(one, NAME, "0.2.0", Platform.packaged());
    DeploymentPackage.write(two, NAME, "0.2.0", Platform.packaged());
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void refusesWhatIsNoBundle() throws Exception {
    Path text = Files.writeString(folder.resolve("text.jar"), "no JAR");
    assertThrows(
        IOException.class,
        () -> DeploymentPackage.write(folder.resolve("x.dp"), NAME, "1.0.0", List.of(text)));
  }
}
