package io.omniedge.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.inventory.Tenants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DatabaseTest {
  private static long tenants(Database database) {
    return database.read(handle -> (long) Tenants.list(handle).size());
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void failureUndoesItsOwnWorkAndNoOther(TestDatabases.Kind kind) throws Exception {
    try (Database database = TestDatabases.open(kind);
        ExecutorService many = Executors.newFixedThreadPool(16)) {
      ConcurrentLinkedQueue<Integer> committed = new ConcurrentLinkedQueue<>();
      List<Callable<Boolean>> works = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int number = i;
        works.add(
            () ->
                database.write(
                    transaction -> {
                      Tenants.Tenant _ =
                          Tenants.named(transaction.handle(), "tenant " + number, number);
                      transaction.afterCommit(() -> committed.add(number));
                      if (number % 3 == 0) {
                        int _ = transaction.handle().execute("insert into nowhere values (1)");
                      }
                      return true;
                    }));
      }
      int failed = 0;
      for (Future<Boolean> work : many.invokeAll(works)) {
        try {
          assertTrue(work.get());
        } catch (ExecutionException e) {
          failed++;
        }
      }
      assertEquals(20, failed);
      assertEquals(40, tenants(database));
      assertEquals(40, committed.size(), "what follows a commit follows only a commit");
    }
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void whatWasWrittenIsThereAfterReopening(TestDatabases.Kind kind) {
    DatabaseSettings settings = TestDatabases.settings(kind);
    try (Database database = Database.open(settings)) {
      database.change(
          transaction -> {
            Tenants.Tenant _ = Tenants.named(transaction.handle(), "kept", 1);
          });
    }
    try (Database database = Database.open(settings)) {
      assertEquals(1, tenants(database));
    }
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void closedDatabaseRefusesToWrite(TestDatabases.Kind kind) {
    Database database = TestDatabases.open(kind);
    database.close();
    assertThrows(IllegalStateException.class, () -> database.write(_ -> true));
  }

  /** By the rules of Estonian z is before t, and the times in them would go backwards. */
  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void identifiersAreInTheOrderOfTheirBytesInEveryLanguage(TestDatabases.Kind kind) {
    try (Database database = Database.open(TestDatabases.estonian(kind))) {
      database.change(
          transaction -> {
            for (String id : List.of("n-t", "n-z", "n-a", "n-0")) {
              int _ =
                  transaction
                      .handle()
                      .execute(
                          "insert into tenant (id, name, created_at) values (?, ?, 0)", id, id);
              int _ =
                  transaction
                      .handle()
                      .execute(
                          "insert into network (id, tenant_id, name, domain, ipv4, ipv6,"
                              + " next_address, revision, policy, policy_revision, created_at)"
                              + " values (?, ?, '', '', '', '', 2, 1, '{}', 0, 0)",
                          id,
                          id);
            }
          });
      List<String> ids =
          database.read(
              handle ->
                  handle
                      .createQuery("select id from network where id > 'n-0' order by id")
                      .mapTo(String.class)
                      .list());
      assertEquals(List.of("n-a", "n-t", "n-z"), ids);
    }
  }

  @Test
  void everyIdentifierThatACursorNamesIsComparedByBytesInPostgresql() {
    try (Database database = TestDatabases.open(TestDatabases.Kind.POSTGRESQL)) {
      List<String> others =
          database.read(
              handle ->
                  handle
                      .createQuery(
                          "select table_name from information_schema.columns where table_schema ="
                              + " 'public' and column_name = 'id' and data_type = 'text' and"
                              + " collation_name is distinct from 'C' order by table_name")
                      .mapTo(String.class)
                      .list());
      // Those of which there is no list in pieces.
      assertEquals(
          List.of("command", "person", "program", "tenant", "webhook", "webhook_delivery"), others);
    }
  }

  @Test
  void postgresqlDatabaseIsOfOneManagerAtATime() throws Exception {
    DatabaseSettings settings = TestDatabases.settings(TestDatabases.Kind.POSTGRESQL);
    try (Claim _ = Claim.take(settings)) {
      assertThrows(IOException.class, () -> Claim.take(settings));
    }
    Claim.take(settings).close();
  }
}
