package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.itests.cloud.Cloud;
import io.omniedge.itests.lab.FakeAccelerometer;
import io.omniedge.itests.lab.GatewayProcess;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From an accelerometer, as the kernel shows it, to a report. */
@Tag("netns")
class AcquisitionTest {
  private static final Map<String, Map<String, String>> CONFIGURATIONS =
      Map.of(
          "io.omniedge.pdm.Triage",
          Map.of("bufferKilobytes", "4096"),
          "io.omniedge.pdm.Acquisition",
          Map.of(
              "enabled",
              "true",
              "sources",
              "{sources: [{name: pump-7, kind: iio, device: adxl355, channels: [{channel:"
                  + " in_accel_x, name: x, unit: g, factor: 0.1019716}]}]}"),
          "io.omniedge.pdm.Watch",
          Map.of(
              "enabled",
              "true",
              "blockSeconds",
              "4",
              "machines",
              "{asset: pump-7, group: iso-20816-3-group-2, support: rigid, nominalRpm: 1480,"
                  + " schedule: {normalSeconds: 4, alarmSeconds: 4},"
                  + " points: [{name: drive-end, source: pump-7/x, axis: radial-horizontal,"
                  + " mounting: stud}]}"));

  @BeforeEach
  void needsBundles() {
    GatewayProcess.needsOurs("has acquisition");
  }

  @Test
  void whatAnAccelerometerMeasuresBecomesAReportAlsoAfterAPowerCut() throws Exception {
    try (DataGateway gateway = DataGateway.plan("acquisition");
        FakeAccelerometer device = FakeAccelerometer.of(gateway.host())) {
      gateway.start(CONFIGURATIONS, device.launcher());
      gateway.awaitStatus("pump-7");
      Cloud cloud = gateway.cloud();
      // 0.05 g at 24.7 Hz are 2.2 mm/s: between 1.4 and 2.8.
      try (FakeAccelerometer.Shaking shaft = device.shake(1_480, 0.05)) {
        cloud.awaitMessage(0, "type=pdm-report", "\"asset\":\"pump-7\"", "\"zone\":\"B\"");
      }
      gateway.powerCut();
      assertEquals("1", device.says("buffer/enable"), "nobody was there to switch it off");
      gateway.restart(device.launcher());
      gateway.awaitStatus("pump-7");
      try (FakeAccelerometer.Shaking shaft = device.shake(1_480, 0.08)) {
        cloud.awaitMessage(0, "type=pdm-report", "\"asset\":\"pump-7\"", "\"zone\":\"C\"");
      }
      gateway.stop();
      assertEquals("0", device.says("buffer/enable"));
    }
  }
}
