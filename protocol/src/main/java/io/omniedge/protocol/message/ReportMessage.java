package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.VerifyKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A document of a device for people, as a report about a machine. Device, stream and sequence name
 * it, so that it counts once however often it comes; what is signed is its body alone, which stays
 * provable wherever it is kept. Nobody changes its body.
 */
public final class ReportMessage {
  /** Of a body. */
  public static final int MOST_BODY_BYTES = 256 << 10;

  /** Of a message: a body in base64, and what is around it. */
  public static final int MAX_BYTES = MOST_BODY_BYTES / 3 * 4 + 4096;

  /** Where sequences count. */
  public static final Pattern STREAM = Pattern.compile("[0-9a-f]{16}");

  /** What kind of document it is. */
  public static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,47}");

  private static final Pattern CONTENT_TYPE = Pattern.compile("[!-~]([ -~]{0,98}[!-~])?");
  private static final int MAX_SIGNATURE_CHARS = 256;

  private final String kind;
  private final String stream;
  private final long sequence;
  private final long atMillis;
  private final boolean isHistorical;
  private final String contentType;
  private final byte[] body;
  private final Optional<String> signature;

  /**
   * A report.
   *
   * @param kind in the shape of {@link #KIND}
   * @param stream in the shape of {@link #STREAM}
   * @param sequence within the stream, from 1
   * @param atMillis what it is about happened then, milliseconds since 1970 UTC
   * @param isHistorical whether it waited so long that it is of the past
   * @param contentType a MIME type
   * @param body at most {@value #MOST_BODY_BYTES} bytes; not copied
   * @param signature {@code header..signature} of the body
   * @throws IllegalArgumentException if a manager would refuse it, saying why
   */
  public ReportMessage(
      String kind,
      String stream,
      long sequence,
      long atMillis,
      boolean isHistorical,
      String contentType,
      byte[] body,
      Optional<String> signature) {
    check(KIND.matcher(kind).matches(), "kind", kind);
    check(STREAM.matcher(stream).matches(), "stream", stream);
    check(sequence >= 1 && sequence <= JsonNumber.MAX_SAFE_INTEGER, "sequence", "" + sequence);
    check(atMillis >= 0 && atMillis <= JsonNumber.MAX_SAFE_INTEGER, "atMillis", "" + atMillis);
    check(CONTENT_TYPE.matcher(contentType).matches(), "contentType", contentType);
    check(body.length <= MOST_BODY_BYTES, "body", body.length + " bytes");
    this.kind = kind;
    this.stream = stream;
    this.sequence = sequence;
    this.atMillis = atMillis;
    this.isHistorical = isHistorical;
    this.contentType = contentType;
    this.body = body;
    this.signature = signature;
  }

  private static void check(boolean isFit, String name, String value) {
    if (!isFit) {
      throw new IllegalArgumentException(
          "no " + name + " of a report: " + ProtocolException.shown(value));
    }
  }

  /** Reads a message; its signature is not verified. */
  public static ReportMessage fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    return new ReportMessage(
        fields.text("kind", KIND),
        fields.text("stream", STREAM),
        fields.integer("sequence", 1, JsonNumber.MAX_SAFE_INTEGER),
        fields.integer("atMillis", 0, JsonNumber.MAX_SAFE_INTEGER),
        fields.flag("historical", false),
        fields.text("contentType", CONTENT_TYPE),
        body(fields),
        fields.optionalText("signature", MAX_SIGNATURE_CHARS));
  }

  private static byte[] body(Fields fields) throws ProtocolException {
    Optional<String> text = fields.optionalText("text", MOST_BODY_BYTES);
    byte[] body =
        text.isPresent()
            ? text.get().getBytes(StandardCharsets.UTF_8)
            : fields
                .optionalText("base64", MAX_BYTES)
                .map(ReportMessage::decoded)
                .orElseThrow(() -> fields.wrong("text", "", "neither it nor base64 is there"));
    if (body.length > MOST_BODY_BYTES) {
      throw fields.wrong(
          text.isPresent() ? "text" : "base64",
          body.length + " bytes",
          "at most " + MOST_BODY_BYTES + " are taken");
    }
    return body;
  }

  /** What is no base64 is a body that no signature fits; it is told as that. */
  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** The message: a body that is text as text, for it is shorter so and people can read it. */
  public byte[] toBytes() {
    JsonObject.Builder message =
        JsonObject.builder()
            .put("kind", kind)
            .put("stream", stream)
            .put("sequence", sequence)
            .put("atMillis", atMillis)
            .put("historical", isHistorical)
            .put("contentType", contentType)
            .putIfPresent("signature", signature);
    Optional<String> text = text();
    return (text.isPresent()
            ? message.put("text", text.get())
            : message.put("base64", Base64.getEncoder().encodeToString(body)))
        .build()
        .toBytes();
  }

  /** The body, if it is UTF-8 that needs no more room in JSON than in base64. */
  private Optional<String> text() {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      boolean isShort = new JsonString(text).toBytes().length <= body.length / 3 * 4 + 4;
      return isShort ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Checks that this identity signed the body. */
  public void verify(VerifyKey identity) throws ProtocolException {
    if (signature.isEmpty()) {
      throw new ProtocolException("signature", "", "it is missing");
    }
    Jws.verifyDetached(DocumentType.REPORT, signature.get(), body, identity);
  }

  /** What the manager says once it has it. */
  public ReportKept kept() {
    return new ReportKept(stream, sequence);
  }

  /** What kind of document it is. */
  public String kind() {
    return kind;
  }

  /** Where the sequence counts. */
  public String stream() {
    return stream;
  }

  /** Its number in the stream. */
  public long sequence() {
    return sequence;
  }

  /** When it was, milliseconds since 1970 UTC. */
  public long atMillis() {
    return atMillis;
  }

  /** Whether it is of the past. */
  public boolean isHistorical() {
    return isHistorical;
  }

  /** A MIME type. */
  public String contentType() {
    return contentType;
  }

  /** Not a copy. */
  public byte[] body() {
    return body;
  }

  /** {@code header..signature} of the body. */
  public Optional<String> signature() {
    return signature;
  }

  @Override
  public String toString() {
    return kind + " " + stream + "/" + sequence + ", " + body.length + " bytes";
  }
}
