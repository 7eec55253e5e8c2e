package io.omniedge.cli.output;

import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;

/** Why a command could not be done: what, and what to do about it. Never with a secret in it. */
public final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitStatus status;
  private final String code;
  private final String advice;

  /** What the manager said, if it was the manager. */
  private final transient Optional<JsonObject> problem;

  private Failure(
      ExitStatus status, String code, String message, String advice, Optional<JsonObject> problem) {
    super(message);
    this.status = status;
    this.code = code;
    this.advice = advice;
    this.problem = problem;
  }

  /**
   * A failure of our own.
   *
   * @param code stable, for programs, as {@code no-such-device}
   * @param message what happened, one line
   * @param advice what to do, one line; may be empty
   */
  public static Failure of(ExitStatus status, String code, String message, String advice) {
    return new Failure(status, code, message, advice, Optional.empty());
  }

  /** A wrong argument or file. */
  public static Failure input(String code, String message, String advice) {
    return of(ExitStatus.INPUT, code, message, advice);
  }

  /** An error that the manager answered with [RFC 9457]. */
  public static Failure ofProblem(
      ExitStatus status, String code, String message, String advice, JsonObject problem) {
    return new Failure(status, code, message, advice, Optional.of(problem));
  }

  /** How the command is to end. */
  public ExitStatus status() {
    return status;
  }

  /** For programs. */
  public String code() {
    return code;
  }

  /** What happened. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** What to do about it; may be empty. */
  public String advice() {
    return advice;
  }

  /** The document for programs. */
  public JsonObject toJson() {
    JsonObject.Builder error =
        JsonObject.builder()
            .put("exit", status.code())
            .put("status", status.text())
            .put("code", code)
            .put("message", text())
            .put("advice", advice);
    if (problem.isPresent()) {
      error.put("problem", problem.get());
    }
    return JsonObject.builder().put("error", error.build()).build();
  }
}
