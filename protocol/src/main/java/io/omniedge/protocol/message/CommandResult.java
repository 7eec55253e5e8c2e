package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;

/**
 * What became of a command.
 *
 * @param id of the command
 * @param ok whether it was done
 * @param text for people: what it printed, or why it was not done
 */
public record CommandResult(String id, boolean ok, String text) {
  /** A support bundle is the largest. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_TEXT = 900_000;

  /** Reads a message. */
  public static CommandResult fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    return new CommandResult(
        fields.text("id", 64), fields.flag("ok"), fields.optionalText("text", MAX_TEXT).orElse(""));
  }

  /** The message. */
  public byte[] toBytes() {
    return JsonObject.builder().put("id", id).put("ok", ok).put("text", text).build().toBytes();
  }
}
