package io.omniedge.pdm.recording;

import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Channels that were sampled together.
 *
 * @param channels at least one, all of the same length and with different names
 * @param rateHz samples of each channel in a second
 * @param unit of the samples, as g
 */
public record Recording(List<Channel> channels, double rateHz, String unit) {
  /** Channels of a file. */
  public static final int MAX_CHANNELS = 64;

  /** Samples of a channel: 164 s at 25.6 kHz, the longest block that can be transformed. */
  public static final int MAX_SAMPLES = 1 << 22;

  /** Samples of all channels together: 64 MB. */
  static final int MAX_TOTAL = 1 << 23;

  private static final double MAX_RATE_HZ = 10e6;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException with the reason
   */
  public Recording {
    channels = List.copyOf(channels);
    if (!(rateHz > 0 && rateHz <= MAX_RATE_HZ)) {
      throw new IllegalArgumentException("a rate of " + rateHz + " Hz");
    }
    if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          channels.size() + " channels: there must be 1 to " + MAX_CHANNELS);
    }
    int length = channels.get(0).samples().length;
    Set<String> names = new HashSet<>();
    for (Channel channel : channels) {
      String place = ProtocolException.shown(channel.name());
      if (channel.samples().length != length || length == 0) {
        throw new IllegalArgumentException(
            place + " has " + channel.samples().length + " samples and the first one " + length);
      }
      if (!names.add(channel.name())) {
        throw new IllegalArgumentException("two channels have the name " + place);
      }
      requireFinite(place, channel.samples());
    }
  }

  private static void requireFinite(String name, double[] samples) {
    for (int i = 0; i < samples.length; i++) {
      if (!Double.isFinite(samples[i])) {
        throw new IllegalArgumentException(name + "[" + i + "] is " + samples[i]);
      }
    }
  }

  /**
   * What a file does not say about itself.
   *
   * @param rateHz 0 if the file says it: a WAV file always does, a CSV file with a time column too
   * @param unit of the samples
   * @param fullScale what the largest number of a WAV file is in that unit; others have the unit
   */
  public record Settings(double rateHz, String unit, double fullScale) {}

  /**
   * Reads a file: .npz of NumPy with arrays of floats, .csv, or .wav.
   *
   * @param fileName whose end says which it is
   * @param stream read to its end or to the bound, not closed
   * @throws ProtocolException with place, value and reason if it is no recording
   * @throws IOException if the stream fails
   */
  public static Recording read(String fileName, InputStream stream, Settings settings)
      throws IOException, ProtocolException {
    String name = fileName.toLowerCase(Locale.ROOT);
    try {
      if (name.endsWith(".npz")) {
        return NpzFile.read(stream, settings);
      }
      if (name.endsWith(".csv")) {
        return CsvFile.read(stream, settings);
      }
      if (name.endsWith(".wav")) {
        return WavFile.read(stream, settings);
      }
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(fileName, "", String.valueOf(e.getMessage()));
    }
    throw new ProtocolException(fileName, "", "the name must end with .npz, .csv or .wav");
  }

  /** The channel of that name. */
  public Optional<Channel> channel(String name) {
    return channels.stream().filter(channel -> channel.name().equals(name)).findFirst();
  }

  /** How long it is. */
  public double seconds() {
    return channels.get(0).samples().length / rateHz;
  }
}
