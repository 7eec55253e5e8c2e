package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;

/**
 * The manager has a {@link ReportMessage} on its own disk, or has found that it will never take it:
 * it need not come again.
 *
 * @param stream of the report
 * @param sequence within the stream
 */
public record ReportKept(String stream, long sequence) {
  private static final int MAX_BYTES = 1024;

  /** Reads a message. */
  public static ReportKept fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    return new ReportKept(
        fields.text("stream", ReportMessage.STREAM),
        fields.integer("sequence", 1, JsonNumber.MAX_SAFE_INTEGER));
  }

  /** The message. */
  public byte[] toBytes() {
    return JsonObject.builder().put("stream", stream).put("sequence", sequence).build().toBytes();
  }
}
