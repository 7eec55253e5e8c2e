package io.omniedge.gateway.console.form;

import java.util.List;

/**
 * One question of a form, ready to be shown.
 *
 * @param id the name of the property
 * @param name for people
 * @param description a sentence or two
 * @param kind how it is asked
 * @param value what is in it; never a password
 * @param choices what there is to choose from, for those kinds
 * @param limits in words, or empty
 * @param required whether it may not be empty
 * @param stored whether there is a password already
 * @param error what is wrong with what was entered; empty if nothing is
 */
public record Field(
    String id,
    String name,
    String description,
    Kind kind,
    String value,
    List<Choice> choices,
    String limits,
    boolean required,
    boolean stored,
    String error) {

  /** How it is asked. */
  public enum Kind {
    TEXT,
    AREA,
    NUMBER,
    FLAG,
    CHOICE,
    PASSWORD,
    /** Several values, one in each line. */
    LINES,
    /** Several passwords, one in each line. */
    SECRET_LINES;

    /** Whether what is stored may never be shown. */
    public boolean isSecret() {
      return this == PASSWORD || this == SECRET_LINES;
    }
  }

  /** One of several answers. */
  public record Choice(String value, String label) {}

  /** Copies the list. */
  public Field {
    choices = List.copyOf(choices);
  }

  /** The same with what somebody entered, and what is wrong with it. */
  Field entered(String text, String complaint) {
    return new Field(
        id,
        name,
        description,
        kind,
        kind.isSecret() ? "" : text,
        choices,
        limits,
        required,
        stored,
        complaint);
  }
}
