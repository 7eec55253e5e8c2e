package io.omniedge.itests.control;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.protocol.json.JsonObject;
import java.time.Duration;

/** A device as its manager knows it, spoken to by way of the manager's REST interface. */
final class ManagedDevice {
  private final ManagerHost manager;
  private final String path;

  ManagedDevice(ManagerHost manager, String id) {
    this.manager = manager;
    this.path = "/devices/" + id;
  }

  /** Membership, and the reason if there is one: {@code quarantined cloned}. */
  String membership() {
    ManagerHost.Answer answer = manager.expect(200, "GET", path, "");
    return (answer.text("membership") + " " + answer.text("reason")).strip();
  }

  /** Seconds since 1970. */
  long certificateExpiresAt() {
    return manager.expect(200, "GET", path, "").number("certificateExpiresAt");
  }

  /** When the manager heard of it last, seconds since 1970. */
  long lastSeenAt() {
    return manager.expect(200, "GET", path, "").number("lastSeenAt");
  }

  boolean isOnline() {
    return manager.expect(200, "GET", path, "").flag("online");
  }

  void approve() {
    manager.expect(200, "POST", path + "/approve", "");
  }

  void revoke() {
    manager.expect(200, "POST", path + "/revoke", "");
  }

  /**
   * Wants another configuration.
   *
   * @param components as the REST interface takes them
   * @return its revision
   */
  long configure(String components, int confirmSeconds) {
    String body = "{\"components\":" + components + ",\"confirmSeconds\":" + confirmSeconds + "}";
    return manager.expect(200, "PUT", path + "/configuration/desired", body).number("revision");
  }

  /** Wants something beside what is wanted; its revision. */
  long change(String components, int confirmSeconds) {
    return tryToChange(200, components, confirmSeconds).number("revision");
  }

  /** Likewise, and expects another answer. */
  ManagerHost.Answer tryToChange(int status, String components, int confirmSeconds) {
    String body = "{\"components\":" + components + ",\"confirmSeconds\":" + confirmSeconds + "}";
    return manager.expect(status, "POST", path + "/configuration/changes", body);
  }

  /** Wants again what was wanted in a revision; the new one. */
  long rollback(long revision) {
    return tryToRollback(200, revision).number("revision");
  }

  /** Likewise, and expects another answer. */
  ManagerHost.Answer tryToRollback(int status, long revision) {
    return manager.expect(
        status, "POST", path + "/configuration/rollback", "{\"revision\":" + revision + "}");
  }

  /** How it is configured, as the manager knows it; empty if it does not. */
  String reported() {
    ManagerHost.Answer answer = manager.ask("GET", path + "/configuration/reported", "");
    return answer.status() == 200 ? answer.body() : "";
  }

  /** What is wanted of it now. */
  String desired() {
    return manager.expect(200, "GET", path + "/configuration/desired", "").body();
  }

  /** What became of a revision, as its history has it: {@code refused: why}. */
  String outcome(long revision) {
    return ControlLab.items(manager.expect(200, "GET", path + "/configuration/history", "").json())
        .stream()
        .filter(one -> ManagerHost.number(one, "revision") == revision)
        .map(one -> ControlLab.text(one, "outcome") + ": " + ControlLab.text(one, "reason"))
        .findFirst()
        .orElse("not there");
  }

  /** Waits until it told how its components are, and what they may be. */
  void awaitForms() {
    Eventually.holds(
        "forms and configuration of " + path,
        () ->
            manager.ask("GET", path + "/configuration/forms", "").status() == 200
                && manager.ask("GET", path + "/configuration/reported", "").status() == 200);
  }

  /** Waits until the device says what became of a revision: {@code reverted: why}. */
  String awaitOutcome(long revision) {
    String[] last = {""};
    Eventually.holds(
        "the end of revision " + revision,
        Duration.ofMinutes(1),
        () -> {
          ManagerHost.Answer answer = manager.ask("GET", path + "/configuration/reported", "");
          if (answer.status() != 200
              || !(answer.json().members().get("document") instanceof JsonObject reported)) {
            return false;
          }
          last[0] =
              ControlLab.text(reported, "outcome") + ": " + ControlLab.text(reported, "reason");
          return ManagerHost.number(reported, "revision") == revision
              && !last[0].startsWith("trial");
        },
        () -> last[0]);
    return last[0];
  }

  /** Has it do something, and waits for its answer: {@code done: what it says}. */
  String command(String name, String arguments) {
    String id =
        manager
            .expect(
                202,
                "POST",
                path + "/commands",
                "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}")
            .text("id");
    String[] last = {""};
    Eventually.holds(
        "an answer to " + name,
        Eventually.DEADLINE,
        () -> {
          ManagerHost.Answer answer = manager.expect(200, "GET", path + "/commands/" + id, "");
          last[0] = answer.text("state") + ": " + answer.text("result");
          return !answer.text("state").equals("sent");
        },
        () -> last[0]);
    return last[0];
  }
}
