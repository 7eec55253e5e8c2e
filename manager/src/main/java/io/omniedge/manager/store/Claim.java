package io.omniedge.manager.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Keeps a second manager away from the same PostgreSQL database: each has the networks in memory.
 * The lock is of a session; it is gone when that is, so nothing has to be cleaned up after a crash.
 */
public final class Claim implements AutoCloseable {
  /** Any number that nobody else uses in this database: the letters OMNI. */
  private static final long LOCK = 0x4F4D4E49L;

  private final Connection connection;

  private Claim(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes it.
   *
   * @throws IOException if somebody has it, or the server cannot be reached
   */
  public static Claim take(DatabaseSettings settings) throws IOException {
    Properties login = new Properties();
    settings.user().ifPresent(user -> login.setProperty("user", user));
    settings.exposePassword().ifPresent(password -> login.setProperty("password", password));
    try {
      Claim claim = new Claim(DriverManager.getConnection(settings.jdbcUrl(), login));
      if (!claim.isTaken()) {
        claim.close();
        throw new IOException("another manager uses the database " + settings);
      }
      return claim;
    } catch (SQLException e) {
      throw new IOException("no connection to " + settings + ": " + e.getMessage(), e);
    }
  }

  private boolean isTaken() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
      return result.next() && result.getBoolean(1);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(Claim.class.getName())
          .log(System.Logger.Level.DEBUG, "the server closed it before us", e);
    }
  }
}
