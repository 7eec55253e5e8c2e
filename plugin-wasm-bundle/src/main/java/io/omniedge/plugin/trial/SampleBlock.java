package io.omniedge.plugin.trial;

import io.omniedge.plugin.pack.SampleFrame;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples of some channels, for {@code on_actuator_sample}.
 *
 * @param rate of moments, in hertz
 * @param channels as many samples in each
 */
public record SampleBlock(double rate, List<List<Double>> channels) {
  private static final int MAX_CHANNELS = 64;

  /** Copies, and checks. */
  public SampleBlock {
    channels = channels.stream().map(List::copyOf).toList();
    if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
      throw new IllegalArgumentException("it has 1 to " + MAX_CHANNELS + " channels");
    }
    int count = channels.get(0).size();
    if (channels.stream().anyMatch(channel -> channel.size() != count)) {
      throw new IllegalArgumentException("all channels have as many samples");
    }
    if (!Double.isFinite(rate) || rate <= 0) {
      throw new IllegalArgumentException("the rate is above 0");
    }
  }

  static SampleBlock read(JsonValue json, String place) throws ProtocolException {
    if (!(json instanceof JsonObject object)
        || !(object.find("rate").orElse(json) instanceof JsonNumber rate)
        || !(object.find("channels").orElse(json) instanceof JsonArray channels)) {
      throw new ProtocolException(place, json.toJson(), "samples are a rate and channels");
    }
    List<List<Double>> read = new ArrayList<>();
    for (JsonValue channel : channels.elements()) {
      read.add(channel(channel, place));
    }
    try {
      return new SampleBlock(rate.value().doubleValue(), read);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(place, "", String.valueOf(e.getMessage()));
    }
  }

  private static List<Double> channel(JsonValue json, String place) throws ProtocolException {
    if (!(json instanceof JsonArray samples)) {
      throw new ProtocolException(place, json.toJson(), "a channel is an array of numbers");
    }
    List<Double> read = new ArrayList<>();
    for (JsonValue sample : samples.elements()) {
      if (!(sample instanceof JsonNumber number)) {
        throw new ProtocolException(place, sample.toJson(), "a sample is a number");
      }
      read.add(number.value().doubleValue());
    }
    return read;
  }

  /** As a plugin takes it. */
  public byte[] toBytes() {
    return SampleFrame.of(
        rate,
        channels.size(),
        channels.get(0).size(),
        (channel, moment) -> channels.get(channel).get(moment));
  }
}
