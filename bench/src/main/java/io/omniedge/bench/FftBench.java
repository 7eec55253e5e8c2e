package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A numeric kernel in the plugin engine, the fast Fourier transform of 4,096 complex numbers,
 * against the same module without fuel, the same module in node's V8, and the same algorithm in
 * Java; in turn, after all have transformed the same numbers and agree.
 */
final class FftBench {
  /** Made by {@code bench/run-plugins}. */
  private static final Path MODULE = Path.of("bench", "target", "fft.wasm");

  /** What the design was decided on: 4,000 a second against 15,800. */
  private static final double WANTED_TO_V8 = 0.25;

  /** Relative to the largest number. */
  private static final double MOST_DIFFERENCE = 1e-9;

  private static final int[] BINS = {0, 1, 2, 3, 5, 1_023, 1_024, 2_047, 2_048, 3_071, 4_095};
  private static final String COMMAND = "one transform a call, in turn";

  private final Report report;
  private final int rounds;
  private final double warmUpSeconds;
  private final double seconds;
  private final FftSides.Metered ours;
  private final List<FftSide> sides;

  FftBench(Plan plan, Report report) throws BenchException {
    this.report = report;
    this.rounds = plan.rounds();
    this.warmUpSeconds = plan.quick() ? 2 : 5;
    this.seconds = plan.quick() ? 0.3 : 1;
    byte[] module;
    try {
      module = Files.readAllBytes(MODULE);
    } catch (IOException e) {
      throw new BenchException("cannot read " + MODULE + "; bench/run-plugins makes it", e);
    }
    ours = new FftSides.Metered(module);
    sides =
        List.of(
            ours,
            new FftSides.Unmetered(module),
            new FftSides.V8(MODULE, plan.folder()),
            new FftSides.PlainJava());
  }

  void measure() throws BenchException {
    report.section("Numeric kernel: FFT of 4,096 complex numbers, double precision");
    report.note(
        "node: " + Command.run("node -p process.version+\"/V8-\"+process.versions.v8").strip());
    agree();
    for (FftSide side : sides) {
      double _ = side.transformsPerSecond(warmUpSeconds);
    }
    Turns<Double> turns = Turns.take(rounds, sides, side -> side.transformsPerSecond(seconds));
    for (int i = 0; i < sides.size(); i++) {
      String what = "FFT 4096, " + sides.get(i).name();
      double speed = turns.median(i, Double::doubleValue);
      report.add(new Figure(what + ": transforms a second", speed, "/s", null, HIGHER, COMMAND));
    }
    for (int i = 1; i < sides.size(); i++) {
      // Rounds are odd in number: the median of the inverse ratios is the inverse of the median.
      String what = "FFT 4096, plugin engine to " + sides.get(i).name();
      Double wanted = sides.get(i) instanceof FftSides.V8 ? WANTED_TO_V8 : null;
      double ratio = 1 / turns.ratio(i, Double::doubleValue);
      report.add(new Figure(what, ratio, "ratio", wanted, HIGHER, COMMAND));
      double[] range = turns.ratioRange(i, Double::doubleValue);
      report.note(
          String.format(Locale.ROOT, "rounds from %.2f to %.2f", 1 / range[1], 1 / range[0]));
    }
  }

  /** That all transform, and transform the same numbers into the same. */
  private void agree() throws BenchException {
    double[] signal = new Random(4096).doubles(2L * Fft.SIZE, -1, 1).toArray();
    ByteBuffer bytes = ByteBuffer.allocate(signal.length * Double.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(signal);
    double[] ourSpectrum = spectrum(ours, bytes.array());
    report.note(String.format(Locale.ROOT, "fuel of one: %,d", ours.fuel()));
    double largest = Arrays.stream(ourSpectrum).map(Math::abs).max().orElseThrow();
    double most = 0;
    for (FftSide side : sides.subList(1, sides.size())) {
      double[] other = spectrum(side, bytes.array());
      for (int i = 0; i < other.length; i++) {
        most = Math.max(most, checked(side.name(), i, ourSpectrum[i], other[i], largest));
      }
    }
    report.note("largest difference between the sides, to the largest number: " + most);
    for (int bin : BINS) {
      double[] wanted = bin(signal, bin);
      for (int part = 0; part < 2; part++) {
        int i = 2 * bin + part;
        most = Math.max(most, checked("the sum", i, ourSpectrum[i], wanted[part], largest));
      }
    }
    report.note("the same with the sums of " + BINS.length + " bins: " + most);
  }

  private static double[] spectrum(FftSide side, byte[] signal) throws BenchException {
    double[] numbers = new double[2 * Fft.SIZE];
    ByteBuffer.wrap(side.transform(signal))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(numbers);
    return numbers;
  }

  private static double checked(String who, int index, double ours, double other, double largest)
      throws BenchException {
    double difference = Math.abs(ours - other) / largest;
    if (!(difference <= MOST_DIFFERENCE)) { // so that no NaN passes
      throw new BenchException(
          "broken measurement: number "
              + index
              + " of the spectrum is "
              + ours
              + " in the plugin engine; "
              + who
              + " gives "
              + other);
    }
    return difference;
  }

  /** One bin by the definition of the transform. */
  private static double[] bin(double[] signal, int bin) {
    double re = 0;
    double im = 0;
    for (int n = 0; n < Fft.SIZE; n++) {
      double angle = -2 * Math.PI * ((long) n * bin % Fft.SIZE) / Fft.SIZE;
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      re += signal[2 * n] * cos - signal[2 * n + 1] * sin;
      im += signal[2 * n] * sin + signal[2 * n + 1] * cos;
    }
    return new double[] {re * Fft.SCALE, im * Fft.SCALE};
  }
}
