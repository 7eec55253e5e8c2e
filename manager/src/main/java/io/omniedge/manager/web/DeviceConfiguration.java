package io.omniedge.manager.web;

import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is wanted of a device beside what it reports, by the forms it sent.
 *
 * @param desired the newest revision with what still is wanted, empty if nothing was yet
 * @param reported the document, empty if the device has not reported it yet
 * @param forms by PID of a component or factory
 */
record DeviceConfiguration(Doc desired, Doc reported, Map<String, Doc> forms) {
  private static final String API = "/api/v1/devices/{device}/configuration";

  static DeviceConfiguration of(LocalApi api, Call call, Map<String, String> device) {
    return new DeviceConfiguration(
        found(api, call, API + "/desired", device),
        found(api, call, API + "/reported", device).object("document"),
        found(api, call, API + "/forms", device).object("document").object("forms").objects());
  }

  private static Doc found(LocalApi api, Call call, String path, Map<String, String> device) {
    try {
      return new Doc(api.get(call, path, device));
    } catch (Problem e) {
      if (e.status() == 404) {
        return Doc.EMPTY;
      }
      throw e;
    }
  }

  /**
   * A component in the list.
   *
   * @param differing how many properties are not as they are wanted
   * @param refused how many the device refused
   */
  record Component(String pid, String name, String description, long differing, long refused) {}

  /** Those that the device has and there is a form for, by their names. */
  List<Component> components() {
    TreeSet<String> pids = new TreeSet<>(reported.object("components").objects().keySet());
    forms.forEach(
        (pid, form) -> {
          if (!form.flag("factory")) {
            pids.add(pid);
          }
        });
    List<Component> components = new ArrayList<>();
    for (String pid : pids) {
      Doc form = form(pid);
      if (!form.list("attributes").isEmpty()) {
        List<Setting> settings = settings(pid);
        components.add(
            new Component(
                pid,
                form.text("name").isEmpty() ? pid : form.text("name"),
                form.text("description"),
                settings.stream().filter(Setting::differs).count(),
                errors(pid).size()));
      }
    }
    return components;
  }

  /** Of a component, or of the factory it is an instance of. */
  Doc form(String pid) {
    String factory = component(reported, pid).text("factory");
    return forms.getOrDefault(factory.isEmpty() ? pid : factory, Doc.EMPTY);
  }

  private static Doc component(Doc document, String pid) {
    return document.object("components").object(pid);
  }

  private List<Doc> errors(String pid) {
    return reported.list("errors").stream().filter(error -> error.text("pid").equals(pid)).toList();
  }

  /** What the device says of the component as a whole. */
  List<String> complaints(String pid) {
    return errors(pid).stream()
        .filter(error -> error.text("property").isEmpty())
        .map(error -> error.text("reason"))
        .toList();
  }

  List<Setting> settings(String pid) {
    List<Setting> settings = new ArrayList<>();
    for (Doc attribute : form(pid).list("attributes")) {
      String id = attribute.text("id");
      settings.add(
          new Setting(
              attribute,
              component(desired, pid).object("properties").json().find(id),
              component(reported, pid).object("properties").json().find(id),
              Optional.empty(),
              errors(pid).stream()
                  .filter(error -> error.text("property").equals(id))
                  .map(error -> error.text("reason"))
                  .findFirst()
                  .orElse("")));
    }
    return settings;
  }

  /** The revision that a change follows, 0 for the first one. */
  long revision() {
    return desired.number("revision");
  }

  /** The document that changes these properties of a component. */
  static JsonObject change(String pid, Map<String, JsonValue> changes, String note) {
    JsonObject component = JsonObject.builder().put("properties", JsonObject.of(changes)).build();
    return JsonObject.builder()
        .put("components", JsonObject.builder().put(pid, component).build())
        .put("note", note)
        .build();
  }

  /** Whether the newest wish fell with one before it; the device has not looked at it. */
  private boolean isFallen() {
    return reported.number("revision") < revision() && desired.text("outcome").equals("refused");
  }

  /** What became of the last wish, in words. */
  String outcome() {
    if (revision() == 0) {
      return "Nothing was changed from here yet.";
    }
    if (isFallen()) {
      return "Revision " + revision() + " is given up: " + desired.text("reason") + ".";
    }
    if (reported.number("revision") < revision()) {
      return "Revision " + revision() + " waits for the device to take it.";
    }
    return switch (reported.text("outcome")) {
      case "trial" -> "The device tries revision " + revision() + ".";
      case "applied" -> "Revision " + revision() + " is in force.";
      case "refused" -> "The device refused revision " + revision() + "; nothing was changed.";
      case "reverted" -> "The device went back from revision " + revision() + ".";
      case "overridden" -> "Somebody changed the configuration on the device later.";
      default -> "";
    };
  }

  /** Of the notice with the outcome. */
  String colour() {
    if (revision() == 0) {
      return "off";
    }
    if (reported.number("revision") < revision()) {
      return isFallen() ? "bad" : "warn";
    }
    return switch (reported.text("outcome")) {
      case "applied" -> "good";
      case "trial" -> "warn";
      default -> "bad";
    };
  }
}
