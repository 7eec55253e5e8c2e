package io.omniedge.gateway.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.json.MergePatch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeviceProfileTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("omniedge.root")).resolve("device-profiles");

  private static final String REFUSED = "# refused: ";

  private static List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(name)).sorted().toList();
    }
  }

  private static JsonObject json(Path file) {
    try {
      return YamlDocument.read(Files.readAllBytes(file), DeviceProfile.MAX_BYTES).root();
    } catch (IOException | ProtocolException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  private static JsonObject sample() {
    return json(FOLDER.resolve("qemu/qemu-arm64/profile.yaml"));
  }

  private static JsonObject fullSample() {
    return json(FOLDER.resolve("raspberry-pi/raspberry-pi-4/profile.yaml"));
  }

  @Test
  void everyBoardIsReadAndIsCalledAsItsFolder() throws Exception {
    Set<String> boards = new TreeSet<>();
    for (Path file : files("/profile.yaml")) {
      DeviceProfile profile = DeviceProfile.read(Files.readAllBytes(file));
      assertEquals(String.valueOf(file.getName(file.getNameCount() - 2)), profile.board());
      assertEquals("", ProfileSchema.complaint(json(file)), file.toString());
      boards.add(profile.board());
    }
    assertEquals(
        Set.of(
            "generic-arm64",
            "generic-x86-64",
            "qemu-arm64",
            "qemu-riscv64",
            "raspberry-pi-4",
            "raspberry-pi-5",
            "starfive-visionfive-2"),
        boards);
  }

  @Test
  void readsWhatIsWritten() throws Exception {
    DeviceProfile profile = DeviceProfile.read(fullSample().toBytes());
    assertEquals(Architecture.ARM64, profile.architecture());
    assertEquals(Boot.Method.RASPBERRY_PI, profile.boot().method());
    assertEquals(List.of("ttyS1,115200"), profile.boot().consoles());
    assertEquals(
        new NetworkPort("end0", NetworkPort.Role.WAN, "Ethernet"), profile.network().get(0));
    assertEquals(
        new GpioLine(GpioLine.Role.KEY_SWITCH, "pinctrl-bcm2711", 17, true), profile.gpio().get(0));
    assertTrue(profile.gpio().get(0).role().isInput());
    assertEquals("/dev/i2c-1", profile.buses().get(0).device());
    assertEquals(new DeviceProfile.Watchdog("bcm2835_wdt", 15), profile.watchdog().orElseThrow());
    assertEquals(82, profile.thermal().orElseThrow().criticalCelsius());
    assertTrue(profile.emulation().isEmpty());
  }

  @Test
  void everySampleIsRefusedInTheWordsOfItsFirstLine() throws Exception {
    List<Path> samples =
        files(".yaml").stream().filter(f -> f.toString().contains("/refused/")).toList();
    assertTrue(samples.size() >= 40, "samples: " + samples.size());
    for (Path file : samples) {
      String first = Files.readString(file).lines().findFirst().orElse("");
      assertTrue(first.startsWith(REFUSED), file + " does not say what it is refused for");
      byte[] changed = MergePatch.apply(sample(), json(file)).toBytes();
      ProtocolException refusal =
          assertThrows(ProtocolException.class, () -> DeviceProfile.read(changed), file.toString());
      String message = String.valueOf(refusal.getMessage());
      assertTrue(
          message.contains(first.substring(REFUSED.length())), file.getFileName() + ": " + message);
    }
  }

  @Test
  void namesTheLine() throws Exception {
    String text = Files.readString(FOLDER.resolve("qemu/qemu-arm64/profile.yaml"));
    ProtocolException refusal =
        assertThrows(
            ProtocolException.class,
            () -> DeviceProfile.read(text.replace("bootMib: 64", "bootMib: 1").getBytes(UTF_8)));
    assertEquals("line 12, partitions.bootMib", refusal.place());
  }

  @Property(tries = 3_000)
  void readerRefusesWhatTheSchemaRefuses(@ForAll long seed) {
    Random random = new Random(seed);
    JsonValue changed = changed(random.nextBoolean() ? sample() : fullSample(), random);
    String complaint = ProfileSchema.complaint(changed);
    try {
      DeviceProfile.read(changed.toBytes());
      assertEquals("", complaint, "taken: " + changed);
    } catch (ProtocolException e) {
      // What is left to the reader hangs together, and says so in other words.
      boolean isAboutShape = e.reason().startsWith("it must") || e.reason().contains("missing");
      boolean isAboutSight = e.reason().contains("that can be seen");
      assertTrue(
          !complaint.isEmpty() || !isAboutShape || isAboutSight,
          e.getMessage() + " although the schema takes it");
    }
  }

  /** The same with one value somewhere else, gone, or of another kind. */
  private static JsonValue changed(JsonValue value, Random random) {
    if (value instanceof JsonObject object && random.nextInt(8) != 0) {
      TreeMap<String, JsonValue> members = new TreeMap<>(object.members());
      List<String> names = new ArrayList<>(members.keySet());
      if (names.isEmpty()) {
        return JsonNull.NULL;
      }
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(10)) {
        case 0 -> members.remove(name);
        case 1 -> members.put("other", members.getOrDefault(name, JsonNull.NULL));
        default -> members.put(name, changed(members.getOrDefault(name, JsonNull.NULL), random));
      }
      return JsonObject.of(members);
    }
    if (value instanceof JsonArray array && !array.elements().isEmpty() && random.nextInt(8) != 0) {
      List<JsonValue> elements = new ArrayList<>(array.elements());
      int at = random.nextInt(elements.size());
      elements.set(at, changed(elements.get(at), random));
      return new JsonArray(elements);
    }
    return switch (random.nextInt(7)) {
      case 0 -> new JsonString("x".repeat(random.nextInt(150)));
      case 1 -> new JsonNumber(BigDecimal.valueOf(random.nextInt(500), random.nextInt(4)));
      case 2 -> JsonNumber.of(random.nextInt(200_000) - 1_000);
      case 3 -> JsonNull.NULL;
      case 4 -> new JsonArray(List.of());
      case 5 -> new JsonString("a/../b \"$x\"");
      default -> JsonObject.EMPTY;
    };
  }
}
