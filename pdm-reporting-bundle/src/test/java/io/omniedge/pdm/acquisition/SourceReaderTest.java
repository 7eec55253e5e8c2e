package io.omniedge.pdm.acquisition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.bus.BusAddress;
import io.omniedge.pdm.source.gpio.GpioSpeedSettings;
import io.omniedge.pdm.source.hwmon.HwmonSettings;
import io.omniedge.pdm.source.iio.IioSettings;
import io.omniedge.pdm.source.sensor.Chip;
import io.omniedge.pdm.source.sensor.SensorSettings;
import io.omniedge.protocol.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceReaderTest {
  private static final Path PAGE = Path.of("../docs/data.md");
  private static final String SENSOR =
      "sources:\n  - name: a\n    kind: adxl345\n    spiBus: 0\n    chipSelect: 0\n    rateHz: 3200\n";

  @Test
  void readsTheExampleOfEachKind() throws Exception {
    Map<String, SourceSettings.Device> read = new TreeMap<>();
    List<String> examples = new ArrayList<>();
    for (String part : Files.readString(PAGE).split("```yaml\n", -1)) {
      if (part.startsWith("sources:")) {
        examples.add(part.substring(0, part.indexOf("```")));
      }
    }
    for (String example : examples) {
      for (SourceSettings source : SourceReader.read(example)) {
        read.put(source.name() + source.device().getClass().getSimpleName(), source.device());
      }
    }
    assertEquals(
        new TreeMap<>(
            Map.of(
                "pump-1Iio",
                new SourceSettings.Iio(
                    new IioSettings(
                        "adxl355",
                        List.of(
                            new IioSettings.Wanted("in_accel_x", "x", 0, 0.101972, "g"),
                            new IioSettings.Wanted("in_accel_z", "z", 0, 1, "")),
                        4_000,
                        null,
                        0)),
                "cabinetHwmon",
                new SourceSettings.Hwmon(new HwmonSettings("cpu_thermal", "temp1", 30)),
                "pump-1GpioSpeed",
                new SourceSettings.GpioSpeed(
                    new GpioSpeedSettings(
                        Backend.KERNEL,
                        "/dev/gpiochip0",
                        17,
                        2,
                        1,
                        5,
                        GpioSpeedSettings.Bias.PULL_UP,
                        0)),
                "pump-2GpioSpeed",
                new SourceSettings.GpioSpeed(
                    new GpioSpeedSettings(
                        Backend.PI4J, "", 17, 2, 1, 5, GpioSpeedSettings.Bias.PULL_UP, 0)),
                "fan-4Sensor",
                new SourceSettings.Sensor(
                    new SensorSettings(
                        Chip.ADXL345, Backend.PI4J, new BusAddress.I2c(1, 0x53), 800, 16)),
                "fan-1Sensor",
                new SourceSettings.Sensor(
                    new SensorSettings(
                        Chip.ADXL345, Backend.KERNEL, new BusAddress.Spi(0, 1), 3_200, 16)),
                "fan-2Sensor",
                new SourceSettings.Sensor(
                    new SensorSettings(
                        Chip.MPU6050, Backend.KERNEL, new BusAddress.I2c(1, 0x68), 500, 8)),
                "fan-3Sensor",
                new SourceSettings.Sensor(
                    new SensorSettings(
                        Chip.ADXL355, Backend.KERNEL, new BusAddress.Spi(0, 0), 4_000, 2.048)))),
        read);
  }

  @Test
  void aBlankTextHasNone() throws Exception {
    assertEquals(List.of(), SourceReader.read(" \n"));
  }

  private static String refusal(String yaml) {
    return String.valueOf(
        assertThrows(ProtocolException.class, () -> SourceReader.read(yaml)).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rateHz: 3200|rateHz: 3300|line 2, sources[0]: rateHz 3300.0: [3200.0",
        "rateHz: 3200|rateHz: x|line 6, sources[0].rateHz \"\"x\"\": it must be a number from 0.01",
        "rateHz: 3200|rat: 3200|line 2, sources[0]: rateHz is missing",
        "adxl345|adxl999|line 3, sources[0].kind \"\"adxl999\"\": it must be one of iio, hwmon",
        "spiBus: 0|i2cBus: 1|line 2, sources[0]: address is missing",
        "spiBus: 0|spiBus: 0;    colour: red|line 5, sources[0].colour",
        "adxl345|mpu6050|sources[0]: rateHz 3200.0: 1000 / 1 to 256",
        "spiBus: 0|spiBus: 0;    backend: bcm|line 5, sources[0].backend \"\"bcm\"\": it must be one of kernel, pi4j",
        "sources|things|sources is missing",
      })
  void mistakesNameLinePlaceValueAndReason(String right, String wrong, String told) {
    String message = refusal(SENSOR.replace(right, wrong.replace(";", "\n")));
    assertTrue(message.contains(told), message);
  }

  @Test
  void twoSourcesCannotHaveOneName() {
    String twice = SENSOR + SENSOR.substring("sources:\n".length());
    assertTrue(refusal(twice).contains("sources[1].name \"\"a\"\": another source has this name"));
  }

  @Test
  void i2cIsTooSlowForTheFastRates() throws Exception {
    String i2c = SENSOR.replace("spiBus: 0\n    chipSelect: 0", "i2cBus: 1\n    address: 0x53");
    assertTrue(refusal(i2c).contains("I2C is too slow for more than 800"), refusal(i2c));
    assertEquals(1, SourceReader.read(i2c.replace("3200", "800")).size());
    assertTrue(refusal(i2c.replace("0x53", "0x83")).contains("one of seven bits"));
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll String text) {
    try {
      SourceReader.read("sources:\n  - name: a\n    kind: iio\n" + text);
    } catch (ProtocolException e) {
      assertTrue(String.valueOf(e.getMessage()).length() > 5);
    }
  }
}
