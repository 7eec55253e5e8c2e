package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may reach what: the document, what it does, and what a change would do before it does. */
final class PolicyPage implements Page {
  private static final String PATH = "/policy";
  private static final String API = "/api/v1/networks/{network}/policy";

  private static final String UNCHECKED =
      "This text is not the one that was checked, so it is not in force."
          + " What it would do stands below.";

  private final View view;
  private final LocalApi api;

  PolicyPage(View view, LocalApi api) {
    this.view = view;
    this.api = api;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.VIEW, this::show),
        Route.post(PATH, Permission.MANAGE_POLICY, this::submit),
        Route.get(PATH + "/history", Permission.VIEW, this::history),
        Route.get(PATH + "/why", Permission.VIEW, this::why));
  }

  /**
   * The editor as it stands.
   *
   * @param text of the document
   * @param revision that the text began from
   * @param checked tests and warnings, if it was checked
   * @param diff what would change, if it was checked
   * @param error why it was refused; empty if it was not
   * @param place of the error, as {@code rules[3].from}
   * @param conflict the revision that is in force, if somebody else changed it meanwhile
   */
  record Editor(
      String text,
      long revision,
      Optional<Doc> checked,
      Optional<Doc> diff,
      String error,
      String place,
      Optional<Doc> conflict) {
    static Editor of(String text, long revision) {
      return new Editor(
          text, revision, Optional.empty(), Optional.empty(), "", "", Optional.empty());
    }

    Editor looked(Doc tests, Doc changes) {
      return new Editor(
          text, revision, Optional.of(tests), Optional.of(changes), error, place, conflict);
    }

    Editor refused(Problem problem) {
      return new Editor(
          text, revision, checked, diff, Words.reason(problem), problem.field(), conflict);
    }

    Editor overtaken(Doc now) {
      return new Editor(text, revision, checked, diff, error, place, Optional.of(now));
    }

    Editor refused(String reason) {
      return new Editor(text, revision, checked, diff, reason, "", conflict);
    }

    /** Names the text that was checked, so that no other one is applied. */
    String mark() {
      return checked.isPresent() ? mark(text) : "";
    }

    private static String mark(String text) {
      return SecretHash.of(text);
    }

    boolean passes() {
      return checked.filter(doc -> doc.flag("passed")).isPresent();
    }

    boolean changesNothing() {
      return diff.filter(doc -> doc.texts("gained").isEmpty() && doc.texts("lost").isEmpty())
          .isPresent();
    }

    /** For the numbers beside the text. */
    String lineNumbers() {
      StringBuilder numbers = new StringBuilder();
      long lines = text.chars().filter(c -> c == '\n').count() + 1;
      for (long line = 1; line <= lines; line++) {
        numbers.append(line).append('\n');
      }
      return numbers.toString();
    }
  }

  private static Map<String, String> in(Networks networks) {
    return Map.of("network", networks.id());
  }

  private Answer show(Call call) {
    Networks networks = Networks.of(api, call);
    if (networks.isEmpty()) {
      return editor(call, 200, networks, Editor.of("", 0));
    }
    Doc policy = new Doc(api.get(call, API, in(networks)));
    return editor(
        call, 200, networks, Editor.of(policy.text("document"), policy.number("revision")));
  }

  private Answer editor(Call call, int status, Networks networks, Editor editor) {
    return view.page(
        call,
        status,
        "policy.jte",
        "Policy",
        PATH,
        Map.of(
            "networks",
            networks,
            "editor",
            editor,
            "mayChange",
            call.principal().role().allows(Permission.MANAGE_POLICY)));
  }

  private Answer submit(Call call) {
    Form form = call.form();
    Networks networks = Networks.of(api, call);
    // A browser sends the lines of a text with CR LF.
    String text = form.secret("document").replace("\r\n", "\n");
    Editor editor = Editor.of(text, revision(form));
    JsonObject document = JsonObject.builder().put("document", text).build();
    try {
      if (form.text("do").equals("apply")) {
        if (!form.text("checked").equals(Editor.mark(text))) {
          Editor shown = looked(call, networks, editor, document).refused(UNCHECKED);
          return editor(call, 422, networks, shown);
        }
        Doc after = new Doc(api.send(call, "PUT", API, in(networks), document, editor.revision()));
        return View.seeOther(
            PATH + View.query(in(networks)),
            "Revision " + after.number("revision") + " is in force.");
      }
      return editor(call, 200, networks, looked(call, networks, editor, document));
    } catch (Problem e) {
      return refused(call, networks, editor, document, e);
    }
  }

  private Editor looked(Call call, Networks networks, Editor editor, JsonObject document) {
    return editor.looked(
        new Doc(api.send(call, "POST", API + "/check", in(networks), document)),
        new Doc(api.send(call, "POST", API + "/diff", in(networks), document)));
  }

  /** What a person needs to go on: which tests failed, or what somebody else put there. */
  private Answer refused(
      Call call, Networks networks, Editor editor, JsonObject document, Problem problem) {
    Editor shown = editor;
    if (problem.code().equals("precondition-failed")) {
      shown =
          looked(call, networks, editor, document)
              .overtaken(new Doc(api.get(call, API, in(networks))));
    } else if (problem.code().equals("policy-test-failed")) {
      shown = looked(call, networks, editor, document).refused(problem);
    } else {
      shown = editor.refused(problem);
    }
    return editor(call, problem.status(), networks, shown);
  }

  private static long revision(Form form) {
    String text = form.text("revision");
    if (!text.matches("[0-9]{1,15}")) {
      throw Problem.invalid("revision", text, "it must be a number");
    }
    return Long.parseLong(text);
  }

  private Answer history(Call call) {
    Networks networks = Networks.of(api, call);
    List<Doc> revisions =
        networks.isEmpty()
            ? List.of()
            : new Doc(
                    api.get(
                        call, API + "/history", Map.of("network", networks.id(), "limit", "50")))
                .list("items");
    return view.page(
        call,
        "policyhistory.jte",
        "Policy history",
        PATH,
        Map.of(
            "networks",
            networks,
            "revisions",
            revisions,
            "mayChange",
            call.principal().role().allows(Permission.MANAGE_POLICY)));
  }

  private Answer why(Call call) {
    Networks networks = Networks.of(api, call);
    Map<String, String> asked = new HashMap<>();
    for (String name : List.of("from", "to", "protocol", "port")) {
      call.query(name)
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> asked.put(name, text));
    }
    Doc answer = Doc.EMPTY;
    String error = "";
    int status = 200;
    if (asked.containsKey("from") && asked.containsKey("to")) {
      Map<String, String> parameters = new HashMap<>(asked);
      parameters.put("network", networks.id());
      try {
        answer = new Doc(api.get(call, "/api/v1/networks/{network}/why", parameters));
      } catch (Problem e) {
        status = e.status();
        error = Words.reason(e);
      }
    }
    return view.page(
        call,
        status,
        "why.jte",
        "May it?",
        PATH,
        Map.of("networks", networks, "asked", asked, "answer", answer, "error", error));
  }
}
