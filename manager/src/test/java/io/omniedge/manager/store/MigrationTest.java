package io.omniedge.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was there before a table got more columns. */
final class MigrationTest {
  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(
        settings.jdbcUrl(), settings.user().orElse(null), settings.exposePassword().orElse(null));
  }

  private static void until(String version, DatabaseSettings settings) {
    var _ =
        Flyway.configure()
            .dataSource(
                settings.jdbcUrl(),
                settings.user().orElse(null),
                settings.exposePassword().orElse(null))
            .locations("classpath:io/omniedge/manager/store/migration")
            .target(version)
            .load()
            .migrate();
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void machinesKnowTheirPlaceAndAlarmsTheirWorstLevel(TestDatabases.Kind kind) throws Exception {
    DatabaseSettings settings = TestDatabases.settings(kind);
    until("51", settings);
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      for (String row :
          List.of(
              "insert into tenant (id, name, created_at) values ('t-1', 'one', 0)",
              "insert into report (id, tenant_id, device_id, stream, sequence, kind, at,"
                  + " received_at, historical, content_type, size, signature, signer, type, asset,"
                  + " point, level, zone) values ('r-1', 't-1', 'd-1', 'abc', 7, 'k', 1, 1, 0, '',"
                  + " 1, '', '', '', 'a', 'p', 'OK', '')",
              "insert into machine (id, tenant_id, device_id, asset, point, report_id, at, level,"
                  + " zone, since) values ('m-1', 't-1', 'd-1', 'a', 'p', 'r-1', 1, 'OK', '', 1),"
                  + " ('m-2', 't-1', 'd-1', 'b', 'p', 'r-gone', 1, 'OK', '', 1)",
              "insert into alarm (id, tenant_id, machine_id, name, criterion, level, state,"
                  + " occurrence, since, changed_at, report_id, acknowledged_by, acknowledged_at)"
                  + " values ('l-1', 't-1', 'm-1', 'n', 'c', 'ALERT', 'UNACKNOWLEDGED', 1, 1, 1,"
                  + " 'r-1', '', 0)")) {
        int _ = statement.executeUpdate(row);
      }
    }
    try (Database database = Database.open(settings)) {
      assertEquals(
          List.of("abc 7", " 0"),
          database.read(
              handle ->
                  handle
                      .createQuery("select stream, sequence from machine order by id")
                      .map((row, context) -> row.getString(1) + " " + row.getLong(2))
                      .list()));
      assertEquals(
          "ALERT",
          database.read(
              handle -> handle.createQuery("select worst from alarm").mapTo(String.class).one()));
    }
  }
}
