package io.omniedge.gateway.console.web;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.kura.KuraException;

/** Earlier configurations, to go back to. */
final class SnapshotPage implements ConsoleServlet.Page {
  /** A snapshot in the list. */
  record Snapshot(long id, String time, boolean newest) {}

  private final Gateway gateway;

  SnapshotPage(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void get(Exchange exchange) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    try {
      for (long id : new TreeSet<>(gateway.configuration().getSnapshots()).descendingSet()) {
        snapshots.add(
            new Snapshot(
                id,
                id == 0 ? "at the first start" : Words.time(Instant.ofEpochMilli(id)),
                snapshots.isEmpty()));
      }
    } catch (KuraException e) {
      exchange.seeOther("/", String.valueOf(e.getMessage()));
      return;
    }
    exchange.page("snapshots.jte", "Snapshots", "configuration", Map.of("snapshots", snapshots));
  }

  @Override
  public void post(Exchange exchange) throws IOException {
    try {
      long id = Long.parseLong(exchange.text("id"));
      gateway.configuration().rollback(id);
      exchange.seeOther("/snapshots", "The configuration of that moment is in force again.");
    } catch (NumberFormatException e) {
      exchange.notFound("There is no such snapshot.");
    } catch (KuraException e) {
      exchange.seeOther("/snapshots", String.valueOf(e.getMessage()));
    }
  }
}
