package io.omniedge.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Measurements of several sides taken in turn (A B C, A B C, …), so that whatever else the machine
 * does meanwhile falls on all of them alike. The first side is the one the others are compared
 * with.
 *
 * @param <T> what one measurement yields
 */
final class Turns<T> {
  /** One measurement of one side. */
  @FunctionalInterface
  interface Measurement<S, T> {
    T take(S side) throws BenchException;
  }

  private final List<List<T>> samplesPerSide;

  private Turns(List<List<T>> samplesPerSide) {
    this.samplesPerSide = samplesPerSide;
  }

  /** Takes {@code rounds} rounds. */
  static <S, T> Turns<T> take(int rounds, List<S> sides, Measurement<S, T> measurement)
      throws BenchException {
    List<List<T>> samples = new ArrayList<>();
    for (int side = 0; side < sides.size(); side++) {
      samples.add(new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (int side = 0; side < sides.size(); side++) {
        samples.get(side).add(measurement.take(sides.get(side)));
      }
    }
    return new Turns<>(samples);
  }

  /** The median of one side. */
  double median(int side, ToDoubleFunction<T> value) {
    return median(samplesPerSide.get(side).stream().mapToDouble(value).toArray());
  }

  /** The median of the rounds' ratios to the first side. */
  double ratio(int side, ToDoubleFunction<T> value) {
    return median(ratios(side, value));
  }

  /** The smallest and the largest of the rounds' ratios to the first side. */
  double[] ratioRange(int side, ToDoubleFunction<T> value) {
    double[] ratios = ratios(side, value);
    Arrays.sort(ratios);
    return new double[] {ratios[0], ratios[ratios.length - 1]};
  }

  private double[] ratios(int side, ToDoubleFunction<T> value) {
    List<T> reference = samplesPerSide.getFirst();
    List<T> samples = samplesPerSide.get(side);
    double[] ratios = new double[samples.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = value.applyAsDouble(samples.get(i)) / value.applyAsDouble(reference.get(i));
    }
    return ratios;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
