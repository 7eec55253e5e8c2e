package io.omniedge.bench;

/** Somebody who can transform 4,096 complex numbers. Used by one thread. */
interface FftSide {
  /** For people. */
  String name();

  /**
   * Transforms once.
   *
   * @param signal real and imaginary parts in turn, numbers of 64 bits, little endian
   * @return the spectrum in the same form
   */
  byte[] transform(byte[] signal) throws BenchException;

  /** Transforms what is there again and again, for so long; how many a second. */
  double transformsPerSecond(double seconds) throws BenchException;

  /** One that transforms in this process. */
  abstract class Here implements FftSide {
    private final String name;

    Here(String name) {
      this.name = name;
    }

    @Override
    public final String name() {
      return name;
    }

    /** Transforms what is there. */
    abstract void forward() throws BenchException;

    @Override
    public final double transformsPerSecond(double seconds) throws BenchException {
      long begun = System.nanoTime();
      long wanted = (long) (seconds * 1e9);
      long taken;
      int count = 0;
      do {
        forward();
        count++;
        taken = System.nanoTime() - begun;
      } while (taken < wanted);
      return count * 1e9 / taken;
    }
  }
}
