package io.omniedge.pdm.recording;

/** Samples of one sensor; who has a channel may read its samples and not write them. */
public final class Channel {
  private final String name;
  private final double[] samples;

  /**
   * A channel.
   *
   * @param samples not copied: they are megabytes
   */
  public Channel(String name, double[] samples) {
    this.name = name;
    this.samples = samples;
  }

  /** As the file has it, or ch1 and so on. */
  public String name() {
    return name;
  }

  /** All finite; not a copy. */
  public double[] samples() {
    return samples;
  }
}
