package io.omniedge.manager.configuration;

import io.omniedge.manager.configuration.Forms.Form;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a device would take a wish: looked at before it is a revision, with what the device told
 * of its components. A device that sent no forms is believed to take anything.
 */
final class WishCheck {
  private final Forms forms;
  private final Secrets secrets;
  private final Map<String, ComponentSettings> there;

  /**
   * With what it told.
   *
   * @param there components as they are reported
   */
  WishCheck(Forms forms, Map<String, ComponentSettings> there) {
    this.forms = forms;
    this.secrets = new Secrets(forms);
    this.there = there;
  }

  /**
   * Refuses what the device would refuse.
   *
   * @param change what somebody asks for
   * @param whole what it becomes
   * @param base what was wanted before
   * @throws Problem that names component, property, value and reason
   */
  void accept(Wish change, Wish whole, Wish base) {
    if (forms.isEmpty()) {
      return;
    }
    for (Map.Entry<String, ComponentSettings> entry : change.components().entrySet()) {
      String pid = entry.getKey();
      if (change.deleted().contains(pid)) {
        throw Problem.invalid("deleted", pid, "it cannot be changed and deleted at once");
      }
      ComponentSettings settings = whole.components().getOrDefault(pid, entry.getValue());
      Form form = find(pid, settings.factory()).orElseThrow(() -> unknown(pid, settings.factory()));
      String place = "components." + pid + ".properties.";
      entry
          .getValue()
          .properties()
          .members()
          .forEach((name, value) -> accept(pid, settings.factory(), form, name, value, place));
      form.attributes()
          .forEach(
              (name, attribute) -> {
                if (attribute.isRequired() && isMissing(pid, settings, name, attribute)) {
                  throw Problem.invalid(place + name, "", "it is required");
                }
              });
    }
    for (String pid : change.deleted()) {
      ComponentSettings known = there.getOrDefault(pid, base.components().get(pid));
      boolean isGone = base.deleted().contains(pid);
      if (!isGone && (known == null || known.factory().isEmpty())) {
        throw Problem.invalid("deleted", pid, "there is no instance of that name to delete");
      }
    }
  }

  private Optional<Form> find(String pid, Optional<String> wanted) {
    ComponentSettings now = there.get(pid);
    if (now == null) {
      return forms.find(pid, wanted).filter(form -> form.isFactory() == wanted.isPresent());
    }
    boolean isOther = wanted.isPresent() && !wanted.equals(now.factory());
    return isOther ? Optional.empty() : forms.find(pid, now.factory());
  }

  private Problem unknown(String pid, Optional<String> wanted) {
    ComponentSettings now = there.get(pid);
    String place = "components." + pid;
    if (now == null) {
      return wanted.isPresent()
          ? Problem.invalid(place + ".factory", wanted.get(), "the device has no such factory")
          : Problem.invalid(
              place, "", "the device has no component of that name; a new one needs a factory");
    }
    return wanted.isPresent() && !wanted.equals(now.factory())
        ? Problem.invalid(
            place + ".factory", wanted.get(), "the component is no instance of that factory")
        : Problem.invalid(place, "", "no bundle of the device describes its properties");
  }

  private void accept(
      String pid, Optional<String> factory, Form form, String name, JsonValue value, String place) {
    Optional<Attribute> attribute = form.find(name);
    String shown =
        secrets.contains(pid, factory, name)
            ? ""
            : value instanceof JsonString text ? text.value() : value.toJson();
    if (attribute.isEmpty()) {
      throw Problem.invalid(place + name, shown, "the component has no such property");
    }
    if (!isKept(attribute.get(), value)) {
      attribute
          .get()
          .complaint(value)
          .ifPresent(
              complaint -> {
                throw Problem.invalid(place + name, shown, complaint);
              });
    }
  }

  /** Whether a password is to stay as it is on the device. */
  private static boolean isKept(Attribute attribute, JsonValue value) {
    return attribute.isPassword() && Secrets.isHidden(value);
  }

  private boolean isMissing(
      String pid, ComponentSettings settings, String name, Attribute attribute) {
    boolean isSet =
        settings.properties().find(name).filter(value -> value != JsonNull.NULL).isPresent();
    ComponentSettings now = there.get(pid);
    return !isSet && (now == null ? !attribute.isGiven() : now.properties().find(name).isEmpty());
  }

  /**
   * What of an earlier wish the device would still take. A bundle may be gone, or want other values
   * than its last version: nobody asks for these now, so they do not stand against what somebody
   * asks for.
   */
  Wish fitting(Wish earlier) {
    if (forms.isEmpty()) {
      return earlier;
    }
    return earlier.only(
        (pid, settings) -> find(pid, settings.factory()).isPresent(),
        (pid, factory, name, value) ->
            forms
                .find(pid, factory, name)
                .filter(one -> isKept(one, value) || one.complaint(value).isEmpty())
                .isPresent());
  }
}
