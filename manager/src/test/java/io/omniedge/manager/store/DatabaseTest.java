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

  @Test
  void postgresqlDatabaseIsOfOneManagerAtATime() throws Exception {
    DatabaseSettings settings = TestDatabases.settings(TestDatabases.Kind.POSTGRESQL);
    try (Claim _ = Claim.take(settings)) {
      assertThrows(IOException.class, () -> Claim.take(settings));
    }
    Claim.take(settings).close();
  }
}
