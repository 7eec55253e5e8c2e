package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who did what: from newer to older, by a word, with the proof that nothing is missing. */
final class AuditPage implements Page {
  private static final String PATH = "/audit";
  private static final String API = "/api/v1/audit";
  private static final int PIECE = 50;

  /** A search looks at so many entries at once; further ones by a click. */
  private static final int MOST_LOOKED_AT = 5_000;

  private final View view;
  private final LocalApi api;

  AuditPage(View view, LocalApi api) {
    this.view = view;
    this.api = api;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.VIEW_AUDIT, this::show),
        Route.get(PATH + "/export", Permission.VIEW_AUDIT, this::export));
  }

  private Answer show(Call call) {
    String word = call.query("q").orElse("").strip();
    List<Doc> entries = new ArrayList<>();
    String cursor = call.query("cursor").orElse("");
    int looked = 0;
    do {
      Doc piece = piece(call, cursor, word.isEmpty() ? PIECE : 1_000);
      List<Doc> items = piece.list("items");
      looked += items.size();
      cursor = piece.text("next");
      for (Doc entry : items) {
        if (entries.size() == PIECE) {
          break;
        }
        if (matches(entry, word)) {
          entries.add(entry);
          if (entries.size() == PIECE) {
            cursor = entry.text("seq");
          }
        }
      }
    } while (!word.isEmpty()
        && entries.size() < PIECE
        && looked < MOST_LOOKED_AT
        && !cursor.isEmpty());
    Map<String, String> next = new HashMap<>();
    if (!word.isEmpty()) {
      next.put("q", word);
    }
    next.put("cursor", cursor);
    return view.page(
        call,
        "audit.jte",
        "Audit",
        PATH,
        Map.of(
            "entries",
            entries,
            "word",
            word,
            "verification",
            new Doc(api.get(call, API + "/verification", Map.of())),
            "next",
            cursor.isEmpty() ? "" : PATH + View.query(next)));
  }

  private Doc piece(Call call, String cursor, int limit) {
    Map<String, String> parameters = new HashMap<>(Map.of("limit", Integer.toString(limit)));
    if (!cursor.isEmpty()) {
      parameters.put("cursor", cursor);
    }
    return new Doc(api.get(call, API, parameters));
  }

  private static boolean matches(Doc entry, String word) {
    return word.isEmpty()
        || (entry.text("actor")
                + "\n"
                + entry.text("action")
                + "\n"
                + entry.text("target")
                + "\n"
                + entry.text("details"))
            .toLowerCase(Locale.ROOT)
            .contains(word.toLowerCase(Locale.ROOT));
  }

  private Answer export(Call call) {
    return api.read(call, API + "/export", Map.of())
        .with("Content-Disposition", "attachment; filename=\"audit.jsonl\"");
  }
}
