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

  /** JDBC address of a fresh one on PostgreSQL; its user is postgres. */
  public static String postgresqlUrl() {
    String name = "test" + COUNT.incrementAndGet();
    try (Connection connection = postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute("create database " + name);
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
