package io.omniedge.pdm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineDefinitionTest {
  static final String FULL =
      """
      # The pump behind the mill.
      asset: pump-7
      kind: rotating
      group: iso-20816-3-group-2
      support: rigid
      nominalRpm: 1480
      speedSource: tacho/pump-7
      lineFrequencyHz: 60
      schedule: {normalSeconds: 1800, alarmSeconds: 60}
      points:
        - name: drive-end
          source: adxl355/x
          axis: radial-horizontal
          mounting: stud
          gPerUnit: 0.01
          bearing: SKF 6205-2RS JEM
        - name: fan-end
          source: adxl355/y
          axis: axial
          mounting: magnet
          bearing:
            name: our own
            rollingElements: 9
            elementDiameterMm: 7.94
            pitchDiameterMm: 39.04
            contactAngleDegrees: 0
        - name: gear side
          source: adxl355/z
          axis: radial-vertical
          mounting: adhesive
          bearing: {rollingElements: 8, bpfo: 3.053, bpfi: 4.947, bsf: 1.994, ftf: 0.382}
      plugin: extend
      """;

  static final String SMALL =
      """
      asset: fan
      nominalRpm: 990
      points:
        - {name: a, source: s, axis: axial, mounting: stud}
      """;

  @Test
  void readsAllThereIs() throws ProtocolException {
    MachineDefinition machine = MachineDefinition.read(FULL);
    assertEquals("pump-7", machine.asset());
    assertEquals(1_480, machine.nominalRpm());
    assertEquals("tacho/pump-7", machine.speedSource());
    assertEquals(60, machine.lineHz());
    assertEquals(new Schedule(1_800, 60), machine.schedule());
    assertEquals(new SeverityLimits(1.4, 2.8, 4.5), machine.limits().orElseThrow());
    assertEquals(List.of("drive-end", "fan-end", "gear side"), names(machine));
    MeasuringPoint first = machine.points().get(0);
    assertEquals(Axis.RADIAL_HORIZONTAL, first.axis());
    assertEquals(Mounting.STUD, first.mounting());
    assertEquals(0.01, first.gPerUnit());
    assertEquals(3.5848, first.tones().orElseThrow().bpfo(), 0.0001);
    assertEquals(5.415, machine.points().get(1).tones().orElseThrow().bpfi(), 0.001);
    assertEquals(3.053, machine.points().get(2).tones().orElseThrow().bpfo());
  }

  private static List<String> names(MachineDefinition machine) {
    return machine.points().stream().map(MeasuringPoint::name).toList();
  }

  @Test
  void readsTheLeastThereCanBe() throws ProtocolException {
    MachineDefinition machine = MachineDefinition.read(SMALL);
    assertNull(machine.group());
    assertNull(machine.speedSource());
    assertEquals(50, machine.lineHz());
    assertEquals(Schedule.DEFAULT, machine.schedule());
    assertTrue(machine.limits().isEmpty(), "no zone without group");
    assertEquals(1, machine.points().get(0).gPerUnit());
    assertTrue(machine.points().get(0).tones().isEmpty());
  }

  @Test
  void ownLimitsGoBeforeTheStandards() throws ProtocolException {
    MachineDefinition machine =
        MachineDefinition.read(FULL + "limits: {abMmPerS: 1, bcMmPerS: 2, cdMmPerS: 3}\n");
    assertEquals(new SeverityLimits(1, 2, 3), machine.limits().orElseThrow());
  }

  @Test
  void jsonIsYamlToo() throws ProtocolException {
    String json =
        "{\"asset\":\"fan\",\"nominalRpm\":990.0,\"points\":[{\"name\":\"a\",\"source\":\"s\","
            + "\"axis\":\"axial\",\"mounting\":\"stud\"}]}";
    assertEquals(MachineDefinition.read(SMALL), MachineDefinition.read(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nominalRpm: 1480|nominalRpm: fast|line 6, nominalRpm \"\"fast\"\": it must be a number",
        "nominalRpm: 1480|nominalRpm: 0|line 6, nominalRpm \"0\": it must be a number from 1",
        "nominalRpm: 1480|nominalRpm: 1e99|line 6, nominalRpm",
        "nominalRpm: 1480|nominalRpm: .inf|line 6, nominalRpm",
        "nominalRpm: 1480|nominalrpm: 1480|line 2: nominalRpm is missing",
        "asset: pump-7|asset: 7|it must be a text, in quotes",
        "asset: pump-7|asset: \"a\\u0007\"|characters that can be seen",
        "support: rigid|suport: rigid|line 5, suport: no such setting; there are asset,",
        "group: iso-20816-3-group-2|group: big|it must be one of iso-20816-3-group-1,",
        "support: rigid|kind: gearbox|line 5 \"kind\": it is there twice",
        "SKF 6205-2RS JEM|SKF 6205|points[0].bearing \"\"SKF 6205\"\": the library has no such",
        "pitchDiameterMm: 39.04|pitchDiameterMm: 3.9|line 22, points[1].bearing: elements of 7.94",
        "ftf: 0.382|ftf: 0.367|line 31, points[2].bearing: ftf 0.367",
        "mounting: magnet|mounting: glue|line 20, points[1].mounting",
        "name: fan-end|name: drive-end|two points have the name drive-end",
        "alarmSeconds: 60|alarmSeconds: 6000|line 9, schedule: 1800 and in alarm 6000 s",
        "alarmSeconds: 60|alarmSeconds: 60.5|it must be an integer",
        "points:|points: {}\\nmore:|line 10, points \"{}\": it must be a list of 1 to 64",
        "asset: pump-7|asset: &a pump-7|line 2: anchors, aliases and tags are not taken",
        "asset: pump-7|asset: *a|line 2: anchors",
        "asset: pump-7|asset: !!java.net.URL pump|line 2: anchors",
        "asset: pump-7|asset: [[[[[[[[[[1]]]]]]]]]]|line 2: more than 8 levels",
        "asset: pump-7|asset: {{a: b}: c}|a name must be a text",
        "asset: pump-7|asset: \"pump|no YAML",
        "asset: pump-7|--- a\\n--- b\\nasset: pump|a second document",
      })
  void refusesWithLinePlaceValueAndReason(String there, String instead, String expected) {
    String yaml = FULL.replace(there, instead.replace("\\n", "\n"));
    ProtocolException e = assertThrows(ProtocolException.class, () -> MachineDefinition.read(yaml));
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
  }

  @Test
  void refusesWhatIsEmptyOrLargeOrSecondOrNoText() {
    assertRefused(new byte[0], "it is empty");
    assertRefused(bytes("- a\n- b\n"), "it must be a mapping");
    assertRefused(new byte[MachineDefinition.MAX_BYTES + 1], "at most 65536");
    assertRefused(bytes(SMALL + "---\nasset: second\n"), "a second document");
    assertRefused(new byte[] {'a', ':', ' ', (byte) 0xff}, "UTF-8");
  }

  @Test
  void refusesBombsAtOnce() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [lol,lol]\n");
    for (int i = 1; i < 100; i++) {
      laughs.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ",*a" + (i - 1) + "]\n");
    }
    assertRefused(bytes(laughs.toString()), "anchors");
    assertRefused(bytes("[".repeat(60_000)), "levels");
    assertRefused(bytes("a: ".repeat(20_000)), "YAML");
    assertRefused(bytes("{a: ".repeat(15_000)), "levels");
    assertRefused(bytes("- ".repeat(30_000)), "levels");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(byte[] yaml, String expected) {
    ProtocolException e = assertThrows(ProtocolException.class, () -> MachineDefinition.read(yaml));
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
  }

  @Property(tries = 3_000)
  void readsOrRefusesWhateverComes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int changes) {
    Random random = new Random(seed);
    byte[] yaml = bytes(random.nextBoolean() ? FULL : SMALL);
    String signs = "&*!|>%@`{}[],:?-#\"'\n \t0e.~\u0000";
    for (int i = 0; i < changes; i++) {
      yaml[random.nextInt(yaml.length)] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt()
              : (byte) signs.charAt(random.nextInt(signs.length()));
    }
    try {
      assertTrue(MachineDefinition.read(yaml).points().size() > 0);
    } catch (ProtocolException e) {
      assertTrue(!e.reason().isEmpty(), "a reason");
    }
  }
}
