package io.omniedge.plugin.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.SemanticVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageStoreTest {
  private static final byte[] FILE = {0, 97, 115, 109, 1};
  private static final byte[] OTHER = {0, 97, 115, 109, 2};

  @TempDir Path directory;

  private static Installed of(byte[] file) {
    return new Installed(
        Optional.of(PackageStore.digest(file)),
        Optional.empty(),
        new SemanticVersion(1, 2, 3),
        true,
        Optional.of(PluginType.QOS),
        Optional.empty());
  }

  private long packages() throws IOException {
    try (var all = Files.list(directory.resolve("packages"))) {
      return all.count();
    }
  }

  @Test
  void knowsAfterARestartWhatWasThere() throws Exception {
    PackageStore store = PackageStore.open(directory);
    store.keep(FILE);
    Installed known = of(FILE).quarantined("it failed");
    store.record("com.example.a", known);
    store.keepValues("com.example.a", OTHER);
    PackageStore again = PackageStore.open(directory);
    assertEquals(Optional.of(known), again.find("com.example.a"));
    assertArrayEquals(FILE, again.read(PackageStore.digest(FILE)));
    assertArrayEquals(OTHER, again.values("com.example.a").orElseThrow());
    again.deleteValues("com.example.a");
    assertEquals(Optional.empty(), again.values("com.example.a"));
  }

  @Test
  void forgetsPackagesThatNobodyNames() throws Exception {
    PackageStore store = PackageStore.open(directory);
    store.keep(FILE);
    store.keep(OTHER);
    store.record("com.example.a", of(FILE));
    assertEquals(1, packages());
    store.record("com.example.a", of(FILE).removed());
    assertEquals(0, packages());
    assertEquals(new SemanticVersion(1, 2, 3), store.find("com.example.a").orElseThrow().highest());
  }

  @Test
  void cleansUpAfterAKilledProcess() throws Exception {
    PackageStore.open(directory).keep(FILE);
    Path left = directory.resolve("packages").resolve("a.wasm.123.tmp");
    Files.write(left, FILE);
    PackageStore.open(directory);
    assertFalse(Files.exists(left));
    assertEquals(0, packages(), "kept before the kill, and never recorded");
  }

  @Test
  void tellsWhichFileIsDamaged() throws Exception {
    PackageStore store = PackageStore.open(directory);
    store.keep(FILE);
    store.record("com.example.a", of(FILE));
    String digest = PackageStore.digest(FILE);
    Files.write(directory.resolve("packages").resolve(digest + ".wasm"), OTHER);
    IOException damaged = assertThrows(IOException.class, () -> store.read(digest));
    assertTrue(message(damaged).contains(digest + ".wasm is damaged"), message(damaged));
    Files.writeString(directory.resolve("installed.json"), "{\"v\":1,\"plugins\":{\"a\":3}}");
    IOException unreadable = assertThrows(IOException.class, () -> PackageStore.open(directory));
    assertTrue(message(unreadable).contains("installed.json"), message(unreadable));
    assertEquals(
        "{\"v\":1,\"plugins\":{\"a\":3}}",
        Files.readString(directory.resolve("installed.json"), StandardCharsets.UTF_8));
  }

  private static String message(Exception e) {
    return Objects.requireNonNull(e.getMessage());
  }
}
