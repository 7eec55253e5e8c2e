package io.omniedge.manager.web;

import io.omniedge.manager.http.Form;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One property of a component: its form, what is wanted, what the device reports.
 *
 * @param form an attribute of the component's form
 * @param wanted by the manager, if it wants anything
 * @param reported by the device, if it has it
 * @param entered by a person whose form was refused, if it was
 * @param error what is wrong with it; empty if nothing is
 */
record Setting(
    Doc form,
    Optional<JsonValue> wanted,
    Optional<JsonValue> reported,
    Optional<String> entered,
    String error) {
  private static final Set<String> WHOLE = Set.of("long", "integer", "short", "byte");
  private static final Set<String> FRACTIONS = Set.of("double", "float");
  private static final int MOST_DIGITS = 30;

  String id() {
    return form.text("id");
  }

  String name() {
    return form.text("name").isEmpty() ? id() : form.text("name");
  }

  boolean isSecret() {
    return form.text("type").equals("password");
  }

  boolean isFlag() {
    return form.text("type").equals("boolean") && !isList();
  }

  boolean isNumber() {
    return WHOLE.contains(form.text("type")) || FRACTIONS.contains(form.text("type"));
  }

  /** Whether it takes several values, one a line. */
  boolean isList() {
    return Math.abs(form.number("cardinality")) > 1;
  }

  boolean isChoice() {
    return !form.list("options").isEmpty() && !isList() && !isSecret();
  }

  boolean isRequired() {
    return form.flag("required");
  }

  /** Whether a password is set. */
  boolean isStored() {
    return !text(current()).isEmpty();
  }

  /** Whether a stored password can be taken away. */
  boolean canClear() {
    return isSecret() && isStored() && !isRequired();
  }

  /** What a form begins with; never a password. */
  String value() {
    return isSecret() ? "" : entered.orElse(text(current()));
  }

  /** What is meant to be: the manager's wish, else what the device has. */
  private Optional<JsonValue> current() {
    return wanted.or(() -> reported);
  }

  /** Whether the device is to do without a value; it may put the default there. */
  private boolean isTakenAway() {
    return wanted.equals(Optional.of(JsonNull.NULL));
  }

  private static String text(Optional<JsonValue> value) {
    return value
        .map(
            one ->
                one instanceof JsonArray array
                    ? String.join("\n", array.elements().stream().map(Doc::shown).toList())
                    : one == JsonNull.NULL ? "" : Doc.shown(one))
        .orElse("");
  }

  /** What the device reports, for people. */
  String onDevice() {
    String text = text(reported);
    if (reported.isEmpty() || (isSecret() && text.isEmpty())) {
      return "not set";
    }
    return isSecret() ? "set" : text;
  }

  /** Whether the device has something else than what is wanted of it. */
  boolean differs() {
    return !isSecret()
        && wanted.isPresent()
        && !text(wanted).equals(text(reported))
        && !(isTakenAway() && text(reported).equals(form.text("default")));
  }

  /** Allowed values in words; empty if there is nothing to say. */
  String limits() {
    String min = form.text("min");
    String max = form.text("max");
    if (min.isEmpty() && max.isEmpty()) {
      return "";
    }
    String unit = isNumber() ? "" : " characters";
    return max.isEmpty()
        ? "at least " + min + unit
        : min.isEmpty() ? "at most " + max + unit : min + " to " + max + unit;
  }

  Setting refused(String text, String reason) {
    return new Setting(form, wanted, reported, Optional.of(text), reason);
  }

  Setting refused(String reason) {
    return new Setting(form, wanted, reported, entered, reason);
  }

  /**
   * What a form changes; nothing if it is as it was.
   *
   * @throws IllegalArgumentException in words for people
   */
  Optional<JsonValue> change(Form sent) {
    if (isFlag()) {
      JsonValue now = JsonBoolean.of(sent.find("p." + id()).isPresent());
      boolean isOff = now == JsonBoolean.of(false) && current().isEmpty();
      return isOff ? Optional.empty() : changed(now);
    }
    Optional<String> field = sent.find("p." + id());
    if (field.isEmpty()) {
      return Optional.empty();
    }
    String text = field.get().replace("\r\n", "\n");
    if (isSecret()) {
      return secret(text, sent.find("clear." + id()).isPresent());
    }
    if (text.equals(text(current()))) {
      return Optional.empty();
    }
    if (text.isBlank() && isRequired()) {
      throw new IllegalArgumentException("It needs a value.");
    }
    boolean isAway = text.isBlank() && !isList() && (isNumber() || isChoice());
    return isAway ? Optional.of(JsonNull.NULL) : changed(parsed(text));
  }

  private Optional<JsonValue> secret(String text, boolean isCleared) {
    if (isCleared && !text.isEmpty()) {
      throw new IllegalArgumentException("Either enter another one or clear it.");
    }
    if (isCleared) {
      return canClear() ? Optional.of(JsonNull.NULL) : Optional.empty();
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(parsed(text));
  }

  /** By its text: a device may report a number as text, and then nothing is different. */
  private Optional<JsonValue> changed(JsonValue value) {
    return Optional.of(value).filter(now -> !text(Optional.of(now)).equals(text(current())));
  }

  private JsonValue parsed(String text) {
    if (!isList()) {
      return one(text);
    }
    List<JsonValue> values = new ArrayList<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(this::one)
        .forEach(values::add);
    return new JsonArray(values);
  }

  private JsonValue one(String text) {
    String type = form.text("type");
    if (type.equals("boolean")) {
      return JsonBoolean.of(text.equals("true"));
    }
    if (!isNumber()) {
      return new JsonString(text);
    }
    String kind = WHOLE.contains(type) ? "a whole number" : "a number";
    try {
      // A million digits would take their time.
      BigDecimal number = new BigDecimal(text.length() > MOST_DIGITS ? "" : text.strip());
      if (WHOLE.contains(type) && number.stripTrailingZeros().scale() > 0) {
        throw new NumberFormatException();
      }
      if (below(number, form.text("min")) || below(number.negate(), negated(form.text("max")))) {
        throw new IllegalArgumentException("It must be " + limits() + ".");
      }
      return new JsonNumber(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("It must be " + kind + ".", e);
    }
  }

  private static boolean below(BigDecimal number, String limit) {
    try {
      return !limit.isEmpty() && number.compareTo(new BigDecimal(limit)) < 0;
    } catch (NumberFormatException e) {
      return false; // the device's form is odd; the device itself decides
    }
  }

  private static String negated(String limit) {
    return limit.isEmpty() ? "" : limit.startsWith("-") ? limit.substring(1) : "-" + limit;
  }
}
