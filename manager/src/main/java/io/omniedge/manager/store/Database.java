package io.omniedge.manager.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * All that must survive. SQLite has one file and is durable at every commit (synchronous=FULL);
 * PostgreSQL is configured by its operator. Both have the same tables and the same SQL. Writes go
 * through one thread, which commits many of them at once when they come together; reads go beside
 * them. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final int READERS = 6;
  private static final String TABLES = "classpath:io/omniedge/manager/store/migration";

  /** What has no word in the language of SQLite. */
  private static final String OF_POSTGRESQL = "classpath:io/omniedge/manager/store/postgresql";

  private final HikariDataSource writing;
  private final HikariDataSource reading;
  private final Jdbi readers;
  private final Writer writer;
  private final boolean sqlite;

  private Database(HikariDataSource writing, HikariDataSource reading, boolean sqlite) {
    this.writing = writing;
    this.reading = reading;
    this.sqlite = sqlite;
    readers = Jdbi.create(reading);
    writer = new Writer(Jdbi.create(writing));
  }

  /**
   * Opens it and brings its tables to this version.
   *
   * @throws RuntimeException if it cannot be reached or is of a newer version
   */
  public static Database open(DatabaseSettings settings) {
    HikariDataSource writing = new HikariDataSource(pool(settings, "writer", 1));
    HikariDataSource reading = null;
    try {
      FluentConfiguration flyway = Flyway.configure();
      if (settings.isSqlite()) {
        flyway.dataSource(writing).locations(TABLES);
      } else {
        flyway.locations(TABLES, OF_POSTGRESQL);
        // On PostgreSQL it holds a lock by one connection and works by another; ours is only one.
        flyway.dataSource(
            settings.jdbcUrl(),
            settings.user().orElse(null),
            settings.exposePassword().orElse(null));
      }
      flyway.load().migrate();
      HikariConfig readers = pool(settings, "readers", READERS);
      if (settings.isSqlite()) {
        readers.setConnectionInitSql("pragma query_only = on");
      }
      reading = new HikariDataSource(readers);
      return new Database(writing, reading, settings.isSqlite());
    } catch (RuntimeException e) {
      if (reading != null) {
        reading.close();
      }
      writing.close();
      throw e;
    }
  }

  private static HikariConfig pool(DatabaseSettings settings, String name, int size) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setJdbcUrl(settings.jdbcUrl());
    settings.user().ifPresent(pool::setUsername);
    settings.exposePassword().ifPresent(pool::setPassword);
    pool.setMaximumPoolSize(size);
    pool.setConnectionTimeout(10_000);
    if (settings.isSqlite()) {
      pool.addDataSourceProperty("journal_mode", "WAL");
      pool.addDataSourceProperty("synchronous", "FULL");
      pool.addDataSourceProperty("busy_timeout", "10000");
      pool.addDataSourceProperty("foreign_keys", "on");
      // Another process may write too (create-owner): who reads first and writes then must not meet
      // it.
      pool.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    }
    return pool;
  }

  /** What a reading function finds. */
  public <T> T read(Function<Handle, T> reading) {
    return readers.withHandle(reading::apply);
  }

  /**
   * Does something in a transaction and returns when it is on disk. An exception undoes it and
   * comes out here.
   */
  public <T> T write(Function<Transaction, T> work) {
    return writer.write(work);
  }

  /** As {@link #write}, for something without a result. */
  public void change(Consumer<Transaction> work) {
    var _ =
        write(
            transaction -> {
              work.accept(transaction);
              return true;
            });
  }

  /** Whether it is a file of ours, that we can copy. */
  public boolean isSqlite() {
    return sqlite;
  }

  /** Writes what was asked for before, then closes. */
  @Override
  public void close() {
    writer.close();
    reading.close();
    writing.close();
  }
}
