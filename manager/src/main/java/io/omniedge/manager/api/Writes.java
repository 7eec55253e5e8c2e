package io.omniedge.manager.api;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.map.MapService;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What every change by a person has: a transaction, an entry in the audit log, and maps that are
 * looked at again.
 *
 * @param database where it is written
 * @param audit who did it
 * @param maps that follow
 */
public record Writes(Database database, Audit audit, MapService maps) {
  <T> T read(Function<Handle, T> reading) {
    return database.read(reading);
  }

  <T> T change(Function<Transaction, T> work) {
    return database.write(work);
  }

  /** Notes who did it. */
  void note(Transaction transaction, Call call, String action, String target, JsonObject details) {
    audit.record(transaction, call.tenant(), call.principal().actor(), action, target, details);
  }

  void networkChanged(Transaction transaction, String network) {
    NetworkTable.touch(transaction.handle(), network);
    transaction.afterCommit(() -> maps.networkChanged(network));
  }

  void sitesChanged(Transaction transaction, String network) {
    NetworkTable.touch(transaction.handle(), network);
    transaction.afterCommit(() -> maps.sitesChanged(network));
  }

  void deviceChanged(Transaction transaction, String network, String device) {
    NetworkTable.touch(transaction.handle(), network);
    transaction.afterCommit(() -> maps.deviceChanged(network, device));
  }
}
