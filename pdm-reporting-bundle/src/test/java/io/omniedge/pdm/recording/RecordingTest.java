package io.omniedge.pdm.recording;

import static io.omniedge.pdm.recording.FileBytes.ascii;
import static io.omniedge.pdm.recording.FileBytes.chunk;
import static io.omniedge.pdm.recording.FileBytes.doubles;
import static io.omniedge.pdm.recording.FileBytes.format;
import static io.omniedge.pdm.recording.FileBytes.header;
import static io.omniedge.pdm.recording.FileBytes.join;
import static io.omniedge.pdm.recording.FileBytes.little;
import static io.omniedge.pdm.recording.FileBytes.npy;
import static io.omniedge.pdm.recording.FileBytes.npz;
import static io.omniedge.pdm.recording.FileBytes.wav;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordingTest {
  private static final Recording.Settings RATE = new Recording.Settings(1_000, "g", 1);
  private static final Recording.Settings NO_RATE = new Recording.Settings(0, "g", 2);
  private static final byte[] THREE = npy(header("<f8", "(3,)"), doubles(1, -2, 0.5));

  private static Recording read(String name, byte[] bytes, Recording.Settings settings)
      throws ProtocolException {
    try {
      return Recording.read(name, new ByteArrayInputStream(bytes), settings);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] first(Recording recording) {
    return recording.channels().get(0).samples();
  }

  private static List<String> names(Recording recording) {
    return recording.channels().stream().map(Channel::name).toList();
  }

  @Test
  void readsArraysOfNumPy() throws ProtocolException {
    byte[] floats = little(12).putFloat(0.5f).putFloat(1).putFloat(-3).array();
    byte[] file =
        npz(
            "DE.npy", THREE,
            "FE.npy", npy(header("<f4", "(3, 1)"), floats),
            "big.npy", npy(header(">f8", "(1, 3)"), new byte[24]),
            "rpm.npy", npy(header("<f8", "()"), doubles(1797)));
    Recording recording = read("x.NPZ", file, RATE);
    assertEquals(List.of("DE", "FE", "big"), names(recording));
    assertArrayEquals(new double[] {1, -2, 0.5}, first(recording));
    assertArrayEquals(new double[] {0.5, 1, -3}, recording.channels().get(1).samples());
    assertEquals(1_000, recording.rateHz());
    assertEquals("g", recording.unit());
    assertEquals(0.003, recording.seconds());
  }

  @Test
  void readsAFileThatNumPyWrote() throws IOException, ProtocolException {
    double[] samples = Recordings.cwru("1797_IR_7_DE12.npz");
    assertEquals(121_265, samples.length);
  }

  @ParameterizedTest
  @CsvSource({"16, 3.0517578125e-5", "24, 1.2e-7", "32, 5e-10"})
  void readsPcmOfEveryWidth(int bits, double step) throws ProtocolException {
    byte[] data = new byte[2 * 3 * bits / 8];
    long[] values = {0, 1L << (bits - 2), -(1L << (bits - 1)), (1L << (bits - 1)) - 1, -1, 1};
    for (int i = 0; i < values.length; i++) {
      for (int b = 0; b < bits / 8; b++) {
        data[i * bits / 8 + b] = (byte) (values[i] >> (8 * b));
      }
    }
    byte[] file = wav(chunk("LIST", new byte[4]), format(1, 2, 44_100, bits), chunk("data", data));
    Recording recording = read("a.wav", file, NO_RATE);
    assertEquals(44_100, recording.rateHz());
    assertEquals(List.of("ch1", "ch2"), names(recording));
    double[] left = recording.channels().get(0).samples();
    double[] right = recording.channels().get(1).samples();
    // The full scale of the settings is 2.
    assertArrayEquals(new double[] {0, -2, -2 * step}, left, 2 * step);
    assertArrayEquals(new double[] {1, 2, 2 * step}, right, 3 * step);
    assertTrue(left[2] < 0 && right[2] > 0, "the signs of -1 and 1");
  }

  @Test
  void readsFloatsAlsoInTheExtensibleFormAndOfAStreamThatNeverEnded() throws ProtocolException {
    byte[] data = little(8).putFloat(0.25f).putFloat(-1).array();
    byte[] plain = wav(format(3, 1, 8_000, 32), chunk("data", data));
    assertArrayEquals(new double[] {0.5, -2}, first(read("a.wav", plain, NO_RATE)));
    byte[] fields =
        little(40)
            .putShort((short) 0xfffe)
            .putShort((short) 1)
            .putInt(8_000)
            .putInt(32_000)
            .putShort((short) 4)
            .putShort((short) 32)
            .putShort((short) 22)
            .putShort((short) 32)
            .putInt(0)
            .putShort((short) 3)
            .array();
    byte[] endless = join(ascii("data"), new byte[] {-1, -1, -1, -1}, data, new byte[3]);
    byte[] extensible = wav(chunk("fmt ", fields), endless);
    assertArrayEquals(new double[] {0.5, -2}, first(read("a.wav", extensible, NO_RATE)));
  }

  @ParameterizedTest
  @MethodSource
  void readsTablesOfNumbers(String text, String channels, double rateHz) throws ProtocolException {
    Recording recording = read("a.csv", ascii(text), rateHz == 1_000 ? RATE : NO_RATE);
    assertEquals(channels, String.join(" ", names(recording)));
    assertEquals(rateHz, recording.rateHz(), 1e-9);
    assertArrayEquals(new double[] {1.5, -2e-3, .5}, first(recording));
  }

  static Stream<Arguments> readsTablesOfNumbers() {
    return Stream.of(
        Arguments.of("1.5\n-2e-3\n.5\n", "ch1", 1_000),
        Arguments.of("x;y\r\n1.5;2\r\n-2e-3;3\r\n.5;4", "x y", 1_000),
        Arguments.of("# made by us\n\nTime (s),\"x\"\n0,1.5\n0.5,-2e-3\n1.0,.5\n", "x", 2),
        Arguments.of("t\tx\n0\t1.5\n0.001\t-2e-3\n0.002\t.5\n\n", "x", 1_000),
        Arguments.of("\u00ef\u00bb\u00bfx\n1.5\n-2e-3\n.5\n", "x", 1_000));
  }

  @ParameterizedTest
  @MethodSource
  void refusesWithPlaceAndReason(String name, byte[] bytes, String expected) {
    Recording.Settings settings = name.equals("norate.csv") ? NO_RATE : RATE;
    ProtocolException e = assertThrows(ProtocolException.class, () -> read(name, bytes, settings));
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
  }

  static Stream<Arguments> refusesWithPlaceAndReason() {
    byte[] pcm = format(1, 1, 8_000, 16);
    return Stream.of(
        Arguments.of("a.mat", new byte[3], "must end with .npz, .csv or .wav"),
        Arguments.of("a.npz", ascii("no zip at all"), "0 channels"),
        Arguments.of("a.npz", npz("readme.txt", new byte[3]), "readme.txt: it is no .npy"),
        Arguments.of("a.npz", npz("a.npy", ascii("\u0093NUMPX\0\0")), "does not begin"),
        Arguments.of("a.npz", npz("a.npy", ascii("\u0093NUM")), "a.npy: it ends after 4 of 6"),
        Arguments.of("a.npz", npz("a.npy", npy(header("|O", "(3,)"), new byte[9])), "\"|O\""),
        Arguments.of("a.npz", npz("a.npy", npy(header("<i8", "(3,)"), new byte[24])), "<i8"),
        Arguments.of("a.npz", npz("a.npy", npy(header("<f8", "(3, 2)"), new byte[48])), "(3, 2)"),
        Arguments.of("a.npz", npz("a.npy", npy(header("<f8", "(0,)"), new byte[0])), "one dim"),
        Arguments.of(
            "a.npz", npz("a.npy", npy(header("<f8", "(9999999999,)"), new byte[8])), "4194304"),
        Arguments.of(
            "a.npz", npz("a.npy", npy(header("<f8", "(4000000,)"), new byte[8])), "it ends after"),
        Arguments.of("a.npz", npz("a.npy", npy("{}", new byte[8])), "the header has no"),
        Arguments.of(
            "a.npz", npz("a.npy", npy(header("<f8", "(2,)"), doubles(1, Double.NaN))), "a[1] is N"),
        Arguments.of(
            "a.npz",
            npz("a.npy", THREE, "b.npy", npy(header("<f8", "(2,)"), doubles(1, 2))),
            "b has 2 samples and the first one 3"),
        Arguments.of("a.wav", ascii("RIFX0000WAVE"), "no WAV file begins so"),
        Arguments.of("a.wav", ascii("RI"), "header: it ends after 2 of 4"),
        Arguments.of("a.wav", wav(chunk("data", new byte[4])), "before the format"),
        Arguments.of("a.wav", wav(format(1, 1, 8_000, 8)), "format 1 of 8 bits"),
        Arguments.of("a.wav", wav(format(6, 1, 8_000, 16)), "format 6"),
        Arguments.of("a.wav", wav(format(1, 0, 8_000, 16)), "0 channels"),
        Arguments.of("a.wav", wav(format(1, 1, 0, 16), chunk("data", new byte[4])), "0.0 Hz"),
        Arguments.of("a.wav", wav(chunk("fmt ", new byte[8])), "8 bytes"),
        Arguments.of("a.wav", wav(pcm, chunk("data", new byte[1])), "0 samples"),
        Arguments.of(
            "a.wav", wav(pcm, join(ascii("junk"), new byte[] {-1, -1, -1, -1})), "junk: it ends"),
        Arguments.of("a.csv", ascii("x\n1\n2,3\n"), "line 3 \"2 columns\": the first line has 1"),
        Arguments.of("a.csv", ascii("x,y\n1,2\n1,NaN\n"), "line 3, column 2 \"NaN\""),
        Arguments.of("a.csv", ascii("x,y\n1,2\n1,\n"), "line 3, column 2"),
        Arguments.of("a.csv", ascii("x\n1e999\n2\n"), "x[0] is Infinity"),
        Arguments.of("a.csv", ascii("x\n1\n"), "fewer than two"),
        Arguments.of("a.csv", new byte[0], "fewer than two"),
        Arguments.of("a.csv", new byte[9_000], "line 1: longer than 8192"),
        Arguments.of("a.csv", ascii("x,x\n1,2\n3,4\n"), "two channels have the name x"),
        Arguments.of("a.csv", ascii("t,x\n0,2\n1,4\n2,4\n"), "t \"1.0 Hz\": the rate was set to"),
        Arguments.of("norate.csv", ascii("x\n1\n2\n"), "no column is named time"),
        Arguments.of("norate.csv", ascii("t,x\n0,2\n1,4\n3,4\n"), "time of row 2"),
        Arguments.of("norate.csv", ascii("t,x\n1,2\n1,4\n1,4\n"), "Hz"),
        Arguments.of("norate.csv", ascii("t\n1\n2\n"), "0 channels"));
  }

  @Test
  void refusesAnArchiveThatUnpacksToMoreThanTheMemory() {
    // 10 MB of zeros pack into 10 kB: the header of each array promises 4 MB and has them.
    byte[] array = npy(header("<f4", "(1048576,)"), new byte[4 << 20]);
    Object[] entries = new Object[20];
    for (int i = 0; i < entries.length; i += 2) {
      entries[i] = "a" + i + ".npy";
      entries[i + 1] = array;
    }
    byte[] bomb = npz(entries);
    assertTrue(bomb.length < 100_000, bomb.length + " bytes");
    ProtocolException e = assertThrows(ProtocolException.class, () -> read("a.npz", bomb, RATE));
    assertTrue(String.valueOf(e.getMessage()).contains("fits into memory"), e.getMessage());
  }

  @Property(tries = 3_000)
  void readsOrRefusesWhateverComes(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 10) int changes) {
    Random random = new Random(seed);
    String name = List.of("a.npz", "a.wav", "a.csv").get(random.nextInt(3));
    byte[] bytes =
        switch (name) {
          case "a.npz" -> npz("DE.npy", THREE, "FE.npy", THREE);
          case "a.wav" -> wav(format(1, 2, 8_000, 24), chunk("data", new byte[60]));
          default -> ascii("time,x,y\n0,1,2\n0.001,3,4\n0.002,5,6\n");
        };
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
    try {
      byte[] file = random.nextInt(4) == 0 ? cut : bytes;
      assertTrue(read(name, file, RATE).channels().size() > 0);
    } catch (ProtocolException e) {
      assertTrue(!e.reason().isEmpty());
    }
  }
}
