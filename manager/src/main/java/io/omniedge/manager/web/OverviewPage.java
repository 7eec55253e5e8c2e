package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.store.Database;
import java.util.List;
import java.util.Map;

/** The networks of the tenant and how many devices each has, by what they may. */
final class OverviewPage implements Page {
  private final View view;
  private final Database database;

  OverviewPage(View view, Database database) {
    this.view = view;
    this.database = database;
  }

  /** A network. */
  record Line(String name, String prefix, long active, long pending, long quarantined) {}

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/", Permission.VIEW, this::show));
  }

  private Answer show(Call call) {
    List<Line> networks =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "select n.name, n.ipv4,"
                            + " (select count(*) from device d where d.network_id = n.id and"
                            + " membership = 'active') as active,"
                            + " (select count(*) from device d where d.network_id = n.id and"
                            + " membership = 'pending') as pending,"
                            + " (select count(*) from device d where d.network_id = n.id and"
                            + " membership = 'quarantined') as quarantined"
                            + " from network n where n.tenant_id = :tenant order by n.name")
                    .bind("tenant", call.tenant())
                    .map(
                        (row, context) ->
                            new Line(
                                row.getString(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5)))
                    .list());
    return view.page(call, "overview.jte", "Overview", "/", Map.of("networks", networks));
  }
}
