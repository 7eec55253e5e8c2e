package io.omniedge.pdm.source.iio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.source.Acquirer;
import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.TestClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IioSourceTest {
  private static final int SCAN_BYTES = 16;
  private static final long PERIOD = 1_000_000;

  private final TestClock clock = new TestClock();
  private FakeTree tree;
  private FileChannel kernel;

  @BeforeEach
  void makeTree(@TempDir Path root) throws Exception {
    tree = new FakeTree(root);
    kernel = tree.kernel();
  }

  @AfterEach
  void closeKernel() throws IOException {
    kernel.close();
  }

  private static IioSettings.Wanted wanted(String channel, String name) {
    return new IioSettings.Wanted(channel, name, 0, 1, "");
  }

  private static IioSettings settings(String device, double rateHz) {
    return new IioSettings(
        device, List.of(wanted("in_accel_y", "y"), wanted("in_accel_x", "x")), rateHz, "hr0", 0);
  }

  private IioSource source(IioSettings settings) {
    return new IioSource(settings, tree.devices, tree.dev, clock);
  }

  /** x is 12 bits of little endian shifted by 4, y 16 bits of big endian, then the stamp. */
  private static ByteBuffer scan(int x, int y, long stamp) {
    ByteBuffer scan = ByteBuffer.allocate(SCAN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    scan.putShort(0, (short) (x << 4 | 0xf));
    scan.put(2, (byte) (y >> 8)).put(3, (byte) y);
    scan.putLong(8, stamp);
    return scan;
  }

  private void deliver(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      assertTrue(kernel.write(bytes) > 0);
    }
  }

  @Test
  void setsTheDeviceUpReadsScansAndLeavesItAsFound() throws Exception {
    Map<String, String> before = tree.all();
    IioSource source = source(settings("pump", 3_200));
    List<SourceChannel> channels = source.open();
    assertEquals("1", tree.get("buffer/enable"));
    assertEquals("6400", tree.get("buffer/length"));
    assertEquals("160", tree.get("buffer/watermark"));
    assertEquals("3200", tree.get("sampling_frequency"));
    assertEquals("hr0", tree.get("trigger/current_trigger"));
    assertEquals("monotonic", tree.get("current_timestamp_clock"));
    assertEquals("1", tree.get("scan_elements/in_accel_x_en"));
    assertEquals("1", tree.get("scan_elements/in_timestamp_en"));
    assertEquals("0", tree.get("scan_elements/in_accel_z_en"));
    assertEquals(
        new SourceChannel("y", "m/s2", 3_200, -655.46, 655.24, 65_535).toString(),
        channels.get(0).toString());
    assertEquals(-20.48, channels.get(1).minimum(), 1e-9);
    assertEquals(4_095, channels.get(1).fullScaleCounts());

    long now = clock.monotonicNanos();
    ByteBuffer bytes = ByteBuffer.allocate(2 * SCAN_BYTES);
    bytes.put(scan(-2_048, -1, now - PERIOD)).put(scan(2_047, 300, now)).flip();
    deliver(bytes);
    Burst burst = source.read();
    assertArrayEquals(new double[] {-0.12, 5.9}, burst.values(0), 1e-9);
    assertArrayEquals(new double[] {-20.48, 20.47}, burst.values(1), 1e-9);
    assertEquals(now, burst.stampNanos());
    assertEquals(Burst.Stamp.TAKEN, burst.stamp());
    source.close();
    assertEquals(before, tree.all());
  }

  @Test
  void aScanThatComesInPiecesWaitsForItsRest() throws Exception {
    IioSource source = source(settings("adxl345", 0));
    source.open();
    long now = clock.monotonicNanos();
    ByteBuffer three = ByteBuffer.allocate(3 * SCAN_BYTES);
    for (int i = 0; i < 3; i++) {
      three.put(scan(i, 5, now + i * PERIOD));
    }
    three.flip();
    ByteBuffer piece = three.duplicate().limit(SCAN_BYTES + 7);
    deliver(piece);
    assertEquals(1, source.read().size());
    three.position(SCAN_BYTES + 7);
    deliver(three);
    assertArrayEquals(new double[] {0.01, 0.02}, source.read().values(1), 1e-9);
    source.close();
  }

  @Test
  void lostScansAreAGapAndASingleLateStampIsNone() throws Exception {
    IioSource source = source(settings("adxl345", 0));
    source.open();
    long now = clock.monotonicNanos();
    ByteBuffer bytes = ByteBuffer.allocate(12 * SCAN_BYTES);
    for (int i = 0; i < 12; i++) {
      long late = i == 3 ? 900_000 : 0;
      long gap = i >= 6 ? 5 * PERIOD : 0;
      bytes.put(scan(i, 0, now + i * PERIOD + late + gap));
    }
    bytes.flip();
    deliver(bytes);
    Burst first = source.read();
    assertEquals(6, first.size());
    assertFalse(first.isAfterGap());
    assertEquals(now + 5 * PERIOD, first.stampNanos());
    Burst second = source.read();
    assertEquals(6, second.size());
    assertTrue(second.isAfterGap());
    assertEquals(0.06, second.values(1)[0], 1e-9);
    source.close();
  }

  @Test
  void aBufferThatAKilledProcessLeftOnIsTakenOver() throws Exception {
    Map<String, String> before = tree.all();
    tree.put("buffer/enable", "1");
    IioSource source = source(settings("pump", 3_200));
    source.open();
    assertEquals("1", tree.get("buffer/enable"));
    assertEquals("6400", tree.get("buffer/length"), "set while it was off");
    source.close();
    assertEquals(before, tree.all(), "and it is off afterwards");
  }

  @Test
  void aStartThatFailsLeavesAllAsFound() throws Exception {
    Map<String, String> before = tree.all();
    Files.delete(tree.dev.resolve("iio:device0"));
    SourceException e =
        assertThrows(SourceException.class, () -> source(settings("pump", 400)).open());
    assertTrue(e.toString().contains("iio:device0: it cannot be opened"), e.getMessage());
    assertEquals(before, tree.all());
  }

  private String refusal(IioSettings settings) {
    SourceException e = assertThrows(SourceException.class, () -> source(settings).open());
    return String.valueOf(e.getMessage());
  }

  @Test
  void mistakesNamePlaceValueAndReason() throws Exception {
    assertTrue(
        refusal(settings("adxl999", 0))
            .endsWith("adxl999: there is no such device; there are [adxl345]"));
    assertTrue(
        refusal(new IioSettings("pump", List.of(wanted("in_accel_w", "w")), 0, null, 0))
            .contains("in_accel_w: there is no such channel; there are [in_accel_x,"));
    assertTrue(
        refusal(new IioSettings("pump", List.of(wanted("in_accel_x", "x")), 0, "t9", 0))
            .endsWith("current_trigger: t9: there is no such trigger; there are [hr0]"));
    tree.put("scan_elements/in_accel_x_type", "le:f32/32");
    assertTrue(
        refusal(settings("pump", 0))
            .endsWith("in_accel_x_type: le:f32/32 is not like le:s12/16X1>>4"));
    tree.put("scan_elements/in_accel_x_type", "le:s12/16>>4");
    tree.put("in_accel_scale", "nan");
    assertTrue(refusal(settings("pump", 0)).contains("in_accel_scale: nan: it is no number"));
  }

  @Test
  void aDeviceThatVanishesEndsTheRead() throws Exception {
    IioSource source = source(settings("pump", 0));
    source.open();
    kernel.close();
    SourceException e = assertThrows(SourceException.class, source::read);
    assertTrue(e.toString().endsWith("it gives no more samples"), e.getMessage());
    source.close();
    kernel = tree.kernel();
  }

  @Test
  void anInterruptEndsAReadThatWaitsAndTheDeviceIsLeftAsFound() throws Exception {
    Map<String, String> before = tree.all();
    Acquirer acquirer = new Acquirer("pump", source(settings("pump", 0)), block -> {}, clock);
    acquirer.start();
    acquirer.stop();
    assertEquals(before, tree.all());
  }

  @Test
  void otherKindsHaveUnitsOfPeople() throws Exception {
    tree.channel("in_voltage0", 4, "le:u12/16");
    tree.put("in_voltage_scale", "2");
    IioSettings settings =
        new IioSettings(
            "pump", List.of(new IioSettings.Wanted("in_voltage0", "v", 0, 10, "bar")), 0, null, 8);
    IioSource source = source(settings);
    SourceChannel channel = source.open().get(0);
    assertEquals("bar", channel.unit());
    assertEquals(4_095 * 2 * 1e-3 * 10, channel.maximum(), 1e-9);
    assertEquals("8", tree.get("buffer/length"));
    source.close();
  }
}
