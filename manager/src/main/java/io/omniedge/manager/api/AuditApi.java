package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.store.Database;
import java.util.List;
import java.util.stream.Collectors;

/** Who did what. */
public final class AuditApi {
  private static final int MAX_LINES = 10_000;

  private final Database database;

  /** Of this database. */
  public AuditApi(Database database) {
    this.database = database;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/audit", Permission.VIEW_AUDIT, this::list).paged(),
        Route.get("/api/v1/audit/export", Permission.VIEW_AUDIT, this::export)
            .taking("after", "limit"),
        Route.get("/api/v1/audit/verification", Permission.VIEW_AUDIT, this::verify));
  }

  private Answer list(Call call) {
    Page page = Page.backwards(call);
    return page.answer(
        database.read(
            handle -> Audit.newest(handle, call.tenant(), Page.before(call), page.limit())),
        entry -> Long.toString(entry.seq()),
        Audit.Entry::toJson);
  }

  /** Lines from older to newer, so that who has the last export asks only for what follows. */
  private Answer export(Call call) {
    long after = call.query("after", 0, Long.MAX_VALUE, 0);
    int limit = (int) call.query("limit", 1, MAX_LINES, MAX_LINES);
    List<Audit.Entry> entries =
        database.read(handle -> Audit.following(handle, call.tenant(), after, limit));
    return Answer.text(
        "application/x-ndjson",
        entries.stream()
            .map(entry -> entry.toJson().toJson() + "\n")
            .collect(Collectors.joining()));
  }

  private Answer verify(Call call) {
    return Answer.ok(database.read(handle -> Audit.verify(handle, call.tenant())).toJson());
  }
}
