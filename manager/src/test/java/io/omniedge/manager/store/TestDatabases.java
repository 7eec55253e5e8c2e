package io.omniedge.manager.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Both kinds of databases: a file of SQLite, and a real PostgreSQL that one process starts once.
 */
public final class TestDatabases {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable EmbeddedPostgres postgres;

  private TestDatabases() {}

  /** A kind, by its name. */
  public enum Kind {
    SQLITE,
    POSTGRESQL
  }

  /** For parameterized tests. */
  public static Stream<Kind> kinds() {
    return Stream.of(Kind.values());
  }

  /** Opens a fresh one. */
  public static Database open(Kind kind) {
    return Database.open(settings(kind));
  }

  /** Where a fresh one is. */
  public static DatabaseSettings settings(Kind kind) {
    try {
      if (kind == Kind.SQLITE) {
        Path folder = Files.createTempDirectory("omniedge-db");
        folder.toFile().deleteOnExit();
        return DatabaseSettings.sqlite(folder.resolve("manager.db"));
      }
      return DatabaseSettings.postgresql(
          postgresqlUrl(), Optional.of("postgres"), Optional.empty());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Where a fresh one is that sorts as Estonians do, if it is of a kind that sorts as people do.
   */
  public static DatabaseSettings estonian(Kind kind) {
    return kind == Kind.SQLITE
        ? settings(kind)
        : DatabaseSettings.postgresql(
            postgresqlUrl(
                " template template0 encoding 'UTF8' locale_provider icu icu_locale 'et-EE'"),
            Optional.of("postgres"),
            Optional.empty());
  }

  /** JDBC address of a fresh one on PostgreSQL; its user is postgres. */
  public static String postgresqlUrl() {
    return postgresqlUrl("");
  }

  private static String postgresqlUrl(String options) {
    String name = "test" + COUNT.incrementAndGet();
    try (Connection connection = postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute("create database " + name + options);
      return postgres().getJdbcUrl("postgres", name);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized EmbeddedPostgres postgres() throws IOException {
    if (postgres == null) {
      postgres = EmbeddedPostgres.start(); // ends with this process
    }
    return postgres;
  }
}
