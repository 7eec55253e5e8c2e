package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.message.ReportMessage;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Gateways of tenant t-1 in a database, and the reports that they would send. */
final class Gateways {
  static final SigningKey IDENTITY = SigningKey.generate();

  private Gateways() {}

  /** A database with the tenant and a network. */
  static Database open(TestDatabases.Kind kind) {
    Database database = TestDatabases.open(kind);
    database.change(
        transaction -> {
          transaction
              .handle()
              .execute("insert into tenant (id, name, created_at) values ('t-1', 'one', 0)");
          transaction
              .handle()
              .execute(
                  "insert into network (id, tenant_id, name, domain, ipv4, ipv6, next_address,"
                      + " revision, policy, policy_revision, created_at) values ('n-1', 't-1',"
                      + " 'n', 'n.omniedge', '100.64.0.0/16', 'fd00:1:2:3::/64', 2, 1, '{}', 0,"
                      + " 0)");
        });
    return database;
  }

  /** Adds one; all sign by the same key, as long as there is one only. */
  static Device add(Database database, String id, Membership membership) {
    Device device =
        new Device(
            id,
            "t-1",
            "n-1",
            "gateway-" + id,
            "",
            (id.equals("d-1") ? IDENTITY : SigningKey.generate()).verifyKey(),
            "key of " + id,
            membership,
            "",
            1L,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            "",
            1,
            "",
            false,
            "k-1",
            0,
            0,
            0,
            JsonObject.EMPTY,
            0);
    database.change(transaction -> DeviceTable.insert(transaction.handle(), device));
    return device;
  }

  /** What one says of the bearing of its pump. */
  static String document(String level, String state, long occurrence) {
    return ("{'type':'ALARM','identity':{'asset':'pump-7','point':'drive-end'},'level':'"
            + level
            + "','alarms':[{'name':'bearing','criterion':'BEARING','level':'"
            + level
            + "','state':'"
            + state
            + "','occurrence':"
            + occurrence
            + "}]}")
        .replace('\'', '"');
  }

  /** A report of d-1, signed. */
  static ReportMessage report(
      String stream, long sequence, long atMillis, boolean isHistorical, String document) {
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    return new ReportMessage(
        "pdm-report",
        stream,
        sequence,
        atMillis,
        isHistorical,
        "application/json",
        body,
        Optional.of(Jws.signDetached(DocumentType.REPORT, body, IDENTITY)));
  }
}
