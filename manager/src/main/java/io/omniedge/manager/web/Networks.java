package io.omniedge.manager.web;

import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.problem.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks a person may look at, and the one that a page shows. */
record Networks(List<Doc> all, Doc chosen) {
  private static final String PATH = "/api/v1/networks";
  private static final String MOST = "1000";

  /** All, by their names. */
  static List<Doc> list(LocalApi api, Call call) {
    return new Doc(api.get(call, PATH, Map.of("limit", MOST)))
        .list("items").stream()
            .sorted(Comparator.comparing(network -> network.text("name")))
            .toList();
  }

  /**
   * The one that the address or the form names, else the one that was looked at last, else the
   * first; an empty one if there is none.
   */
  static Networks of(LocalApi api, Call call) {
    List<Doc> all = list(api, call);
    String wanted = call.query("network").or(() -> call.form().find("network")).orElse("");
    Optional<Doc> found = find(all, wanted);
    if (found.isEmpty() && !wanted.isEmpty()) {
      throw Problem.notFound("network", wanted);
    }
    return new Networks(
        all,
        found
            .or(() -> find(all, call.cookie(Cookies.NETWORK)))
            .or(() -> all.stream().findFirst())
            .orElse(Doc.EMPTY));
  }

  private static Optional<Doc> find(List<Doc> all, String id) {
    return all.stream().filter(network -> network.text("id").equals(id)).findFirst();
  }

  String id() {
    return chosen.text("id");
  }

  boolean isEmpty() {
    return all.isEmpty();
  }
}
