package io.omniedge.cli.manager;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the manager answered.
 *
 * @param status of HTTP
 * @param contentType of the text, without parameters
 * @param text of the body
 * @param etag version of what it shows, for If-Match
 * @param retryAfter seconds to wait, as the manager said it
 */
public record Reply(
    int status,
    String contentType,
    String text,
    Optional<String> etag,
    Optional<String> retryAfter) {
  /** The largest is a support bundle. */
  static final int MAX_BYTES = 16 << 20;

  /** Whether it was done. */
  public boolean isOk() {
    return status >= 200 && status < 300;
  }

  /** The document; an empty one if there is none. */
  public JsonObject document() throws Failure {
    if (text.isEmpty()) {
      return JsonObject.EMPTY;
    }
    try {
      return JsonReader.readObject(text.getBytes(StandardCharsets.UTF_8), MAX_BYTES);
    } catch (ProtocolException e) {
      throw Failure.of(
          ExitStatus.GENERAL,
          "bad-answer",
          "the manager's answer cannot be read: " + e.getMessage(),
          "is it a manager that answers at this address?");
    }
  }

  /** The error that this answer is [RFC 9457]. */
  public Failure failure() {
    JsonObject problem;
    String code;
    String detail;
    try {
      problem = document();
      Fields fields = Fields.of(problem);
      code = fields.optionalText("code", 100).orElse("");
      if (code.isEmpty()) { // OAuth has errors of its own [RFC 6749, 5.2]
        code = fields.optionalText("error", 100).orElse("http-" + status);
      }
      detail = fields.optionalText("detail", 4_000).orElse("");
      if (detail.isEmpty()) {
        detail = fields.optionalText("error_description", 4_000).orElse("");
      }
      if (detail.isEmpty()) {
        detail = fields.optionalText("title", 1_000).orElse("the manager answered " + status);
      }
    } catch (Failure | ProtocolException e) {
      problem = JsonObject.EMPTY;
      code = "http-" + status;
      detail = "the manager answered " + status;
    }
    return Failure.ofProblem(exitStatus(), code, detail, advice(), problem);
  }

  private ExitStatus exitStatus() {
    return switch (status) {
      case 401 -> ExitStatus.AUTHENTICATION;
      case 403 -> ExitStatus.PERMISSION;
      case 400, 404, 405, 411, 413, 415, 422 -> ExitStatus.INPUT;
      case 429, 502, 503, 504 -> ExitStatus.NETWORK;
      default -> ExitStatus.GENERAL;
    };
  }

  private String advice() {
    return switch (status) {
      case 401 -> "sign in with: omniedge login";
      case 403 -> "ask an owner or admin of the tenant; omniedge whoami shows your role";
      case 412 -> "somebody was faster: look at it again and repeat the change";
      case 429 -> "try again in " + retryAfter.orElse("some") + " seconds";
      case 502, 503, 504 -> "the manager is not ready; try again in a moment";
      case 500 -> "the log of the manager tells more";
      default -> "";
    };
  }
}
