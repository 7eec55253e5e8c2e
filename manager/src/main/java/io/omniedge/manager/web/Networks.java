package io.omniedge.manager.web;

import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks a person may look at, and the one that a page shows. */
record Networks(List<Doc> all, Doc chosen) {
  private static final String PATH = "/api/v1/networks";
  private static final String MOST = "1000";

  static List<Doc> list(LocalApi api, Call call) {
    return new Doc(api.get(call, PATH, Map.of("limit", MOST))).list("items");
  }

  /** The one that the address or the form names, else the first; an empty one if there is none. */
  static Networks of(LocalApi api, Call call) {
    List<Doc> all = list(api, call);
    String wanted = call.query("network").or(() -> call.form().find("network")).orElse("");
    Optional<Doc> found =
        wanted.isEmpty()
            ? all.stream().findFirst()
            : all.stream().filter(network -> network.text("id").equals(wanted)).findFirst();
    if (found.isEmpty() && !wanted.isEmpty()) {
      throw Problem.notFound("network", wanted);
    }
    return new Networks(all, found.orElse(Doc.EMPTY));
  }

  String id() {
    return chosen.text("id");
  }

  boolean isEmpty() {
    return all.isEmpty();
  }
}
