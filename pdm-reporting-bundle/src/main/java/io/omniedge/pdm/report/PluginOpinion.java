package io.omniedge.pdm.report;

import io.omniedge.pdm.alarm.Level;
import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;

/**
 * What a plugin said of a block.
 *
 * @param id of the plugin; empty if nobody knows who answered
 * @param sha256 of its package, hexadecimal; empty likewise
 * @param isInPlace whether it stands for the built-in chain and not beside it
 * @param level UNKNOWN if it failed: then the built-in chain speaks
 * @param reason one sentence for people
 * @param findings its answer; none if it failed or the answer is too long to send
 */
public record PluginOpinion(
    String id,
    String sha256,
    boolean isInPlace,
    Level level,
    String reason,
    Optional<JsonObject> findings) {
  /** Of the findings as a document. */
  public static final int MAX_BYTES = 4_096;

  /** Whether it judged. */
  public boolean isGiven() {
    return level != Level.UNKNOWN;
  }
}
