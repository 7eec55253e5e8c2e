package io.omniedge.manager.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.omniedge.manager.inventory.Tenants;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AuditTest {
  private static String tenantWithEntries(Database database, int count) {
    return database.write(
        transaction -> {
          String tenant = Tenants.named(transaction.handle(), "tenant", 0).id();
          Audit audit = new Audit(InstantSource.system());
          for (int i = 1; i <= count; i++) {
            audit.record(
                transaction,
                tenant,
                "somebody",
                "device.approve",
                "d-" + i,
                JsonObject.builder().put("note", "number " + i).build());
          }
          return tenant;
        });
  }

  private static Audit.Verification afterTampering(TestDatabases.Kind kind, String sql) {
    try (Database database = TestDatabases.open(kind)) {
      String tenant = tenantWithEntries(database, 20);
      database.change(
          transaction -> {
            int _ = transaction.handle().execute(sql);
          });
      return database.read(handle -> Audit.verify(handle, tenant));
    }
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void untouchedChainIsIntact(TestDatabases.Kind kind) {
    Audit.Verification found = afterTampering(kind, "delete from audit where seq = 99");
    assertEquals(0, found.wrong());
    assertEquals(20, found.entries());
    assertNotEquals("0".repeat(64), found.head());
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void changedEntryIsFound(TestDatabases.Kind kind) {
    assertEquals(7, afterTampering(kind, "update audit set target = 'd-x' where seq = 7").wrong());
    assertEquals(
        8,
        afterTampering(kind, "update audit set details = '{\"note\":\"no\"}' where seq = 8")
            .wrong());
    assertEquals(9, afterTampering(kind, "update audit set at = at + 1 where seq = 9").wrong());
    assertEquals(10, afterTampering(kind, "update audit set actor = 'me' where seq = 10").wrong());
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void removedEntryIsFoundInTheMiddleAndAtTheEnds(TestDatabases.Kind kind) {
    assertEquals(1, afterTampering(kind, "delete from audit where seq = 1").wrong());
    assertEquals(7, afterTampering(kind, "delete from audit where seq = 7").wrong());
    assertEquals(20, afterTampering(kind, "delete from audit where seq = 20").wrong());
    assertEquals(1, afterTampering(kind, "delete from audit").wrong());
  }
}
