package io.omniedge.pdm.source.hwmon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HwmonSourceTest {
  @TempDir Path chips;
  private final TestClock clock = new TestClock();

  @BeforeEach
  void makeChips() throws Exception {
    Path cpu = Files.createDirectory(chips.resolve("hwmon0"));
    Files.writeString(cpu.resolve("name"), "cpu_thermal\n");
    Files.writeString(cpu.resolve("temp1_input"), "48312\n");
    Path board = Files.createDirectory(chips.resolve("hwmon1"));
    Files.writeString(board.resolve("name"), "lm75\n");
    Files.writeString(board.resolve("temp1_input"), "-1500\n");
    Files.writeString(board.resolve("temp2_input"), "21000\n");
    Files.writeString(board.resolve("temp2_label"), "bearing\n");
    Files.writeString(board.resolve("fan1_input"), "1480\n");
  }

  private HwmonSource source(String chip, String sensor) {
    return new HwmonSource(new HwmonSettings(chip, sensor, 10), chips, clock);
  }

  private double value(String chip, String sensor) throws Exception {
    HwmonSource source = source(chip, sensor);
    source.open();
    return source.read().values(0)[0];
  }

  @Test
  void readsByNameOrLabelInPeoplesUnits() throws Exception {
    assertEquals(48.312, value("cpu_thermal", "temp1"), 1e-9);
    assertEquals(-1.5, value("lm75", "temp1"), 1e-9);
    assertEquals(21.0, value("hwmon1", "bearing"), 1e-9);
    assertEquals(1_480, value("lm75", "fan1"), 1e-9);
    assertEquals("°C", source("lm75", "temp1").open().get(0).unit());
    assertEquals("temp", source("lm75", "temp1").open().get(0).name());
  }

  @Test
  void asksAsOftenAsWanted() throws Exception {
    HwmonSource source = source("lm75", "temp1");
    source.open();
    Burst first = source.read();
    assertEquals(10_000_000_000L, source.read().stampNanos() - first.stampNanos());
  }

  @Test
  void namesWhatThereIsWhenThereIsNoSuchSensor() {
    SourceException e = assertThrows(SourceException.class, () -> source("lm75", "temp9").open());
    assertTrue(e.toString().contains("lm75 temp9: there is no such sensor"), e.getMessage());
    assertTrue(e.toString().contains("lm75 temp2 bearing"), e.getMessage());
  }

  @Test
  void aSensorThatVanishesOrTellsNoNumberIsNamed() throws Exception {
    HwmonSource source = source("lm75", "temp1");
    source.open();
    Path input = chips.resolve("hwmon1/temp1_input");
    Files.writeString(input, "N/A");
    SourceException e = assertThrows(SourceException.class, source::read);
    assertEquals(input + ": N/A: it is no number", e.getMessage());
    Files.delete(input);
    e = assertThrows(SourceException.class, source::read);
    assertEquals(input + ": it is not there", e.getMessage());
  }
}
