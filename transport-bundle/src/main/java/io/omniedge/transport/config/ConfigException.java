package io.omniedge.transport.config;

import java.util.Objects;

/**
 * What is wrong with a configuration, and where: line, section, key, reason and the offending text.
 *
 * <p>Neither the message nor {@link #text()} ever holds a private or preshared key, also not when
 * the operator misspelled the name of its key or broke the line; control characters are replaced,
 * so the message can be logged as it is.
 */
public final class ConfigException extends Exception {
  /** Where in the file the problem stands. */
  public enum Section {
    /** Before the first section, or the file as a whole. */
    NONE("file"),
    /** {@code [Interface]}. */
    INTERFACE("[Interface]"),
    /** {@code [Peer]}. */
    PEER("[Peer]");

    private final String heading;

    Section(String heading) {
      this.heading = heading;
    }

    /** As the operator writes it. */
    public String heading() {
      return heading;
    }
  }

  /** Why a configuration is refused. */
  public enum Reason {
    FILE_TOO_LARGE("the file is too large"),
    LINE_TOO_LONG("the line is too long"),
    UNKNOWN_SECTION("unknown section; only [Interface] and [Peer] exist"),
    MISSING_SECTION("there is no [Interface] section"),
    KEY_OUTSIDE_SECTION("a key stands before the first section"),
    NOT_KEY_AND_VALUE("the line is not of the form Key = Value"),
    UNKNOWN_KEY("unknown key"),
    WRONG_SECTION("the key belongs into the other section"),
    REPEATED_KEY("the key was given before and takes one value only"),
    MISSING_KEY("the key is missing"),
    MISSING_VALUE("the value is missing"),
    HOOK_REFUSED("this gateway runs no shell commands from a configuration (ADR 0003); remove it"),
    KEY_LENGTH("a key is 44 characters of base64"),
    KEY_ENCODING("not the canonical base64 of 32 bytes"),
    KEY_IS_ZERO("a key of zeros is no key"),
    NOT_A_NUMBER("not a number"),
    OUT_OF_RANGE("the number is out of range"),
    NOT_TRUE_OR_FALSE("neither true nor false"),
    INVALID_PREFIX("not an address with an optional prefix length"),
    INVALID_DNS("neither an IP address nor a search domain"),
    INVALID_HOST("neither a host name nor an IP address"),
    MISSING_BRACKETS("an IPv6 address stands in brackets: [2001:db8::1]:51820"),
    MISSING_PORT("the port is missing: host:port"),
    DUPLICATE_PEER("the same public key as an earlier peer"),
    DUPLICATE_ALLOWED_IP("the prefix belongs to an earlier peer already");

    private final String explanation;

    Reason(String explanation) {
      this.explanation = explanation;
    }

    /** One line for the operator. */
    public String explanation() {
      return explanation;
    }
  }

  private final int line;
  private final Section section;
  private final String key;
  private final Reason reason;
  private final String text;

  /**
   * @param line from 1; 0 when the file as a whole is meant
   * @param key as the documentation spells it, or empty
   * @param text the offending text, never a secret, or empty
   * @param detail more than the reason says, or empty
   */
  ConfigException(
      int line, Section section, String key, Reason reason, String text, String detail) {
    super(message(line, section, key, reason, Printable.of(text), Printable.of(detail)));
    this.line = line;
    this.section = section;
    this.key = key;
    this.reason = reason;
    this.text = Printable.of(text);
  }

  private static String message(
      int line, Section section, String key, Reason reason, String text, String detail) {
    StringBuilder message = new StringBuilder();
    if (line > 0) {
      message.append("line ").append(line).append(", ");
    }
    message.append(section.heading());
    if (!key.isEmpty()) {
      message.append(' ').append(key);
    }
    if (!text.isEmpty()) {
      message.append(" \"").append(text).append('"');
    }
    message.append(": ").append(reason.explanation());
    if (!detail.isEmpty()) {
      message.append(" (").append(detail).append(')');
    }
    return message.toString();
  }

  /** All of it in one line that can be logged. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** The line, from 1; 0 when the file as a whole is meant. */
  public int line() {
    return line;
  }

  /** The section. */
  public Section section() {
    return section;
  }

  /** The key as the documentation spells it; empty when there is none or it cannot be shown. */
  public String key() {
    return key;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The offending text, shortened; empty when it is or may be a secret. */
  public String text() {
    return text;
  }
}
