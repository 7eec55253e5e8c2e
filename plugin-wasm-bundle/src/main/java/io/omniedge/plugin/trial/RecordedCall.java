package io.omniedge.plugin.trial;

import io.omniedge.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A line of a recording.
 *
 * @param line number of the line, from 1
 * @param call without prefix; {@value #RELOAD} for a version that takes the place of another
 * @param question what is asked
 * @param samples what is asked in the place of a question
 * @param answer what is expected; members that are not in it may be anything
 * @param error the error that is expected: {@code denied} and so on, or {@code ended}
 * @param nowMillis since 1970, from now on
 */
public record RecordedCall(
    int line,
    String call,
    JsonObject question,
    Optional<SampleBlock> samples,
    Optional<JsonObject> answer,
    Optional<String> error,
    OptionalLong nowMillis) {
  /** No call: the plugin takes its own place, and hands over its state. */
  public static final String RELOAD = "reload";

  /** The bytes that the plugin gets. */
  public byte[] document() {
    return samples.isPresent()
        ? samples.get().toBytes()
        : question.toJson().getBytes(StandardCharsets.UTF_8);
  }
}
