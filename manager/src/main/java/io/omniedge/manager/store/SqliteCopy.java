package io.omniedge.manager.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Copies a SQLite database that somebody may be writing to: the copy is of one moment. */
public final class SqliteCopy {
  private SqliteCopy() {}

  /** Copies; the target must not exist. */
  public static void copy(Path from, Path to) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + from);
        PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
      copy.setString(1, to.toString());
      boolean _ = copy.execute();
    } catch (SQLException e) {
      throw new IOException("cannot copy " + from + ": " + e.getMessage(), e);
    }
  }

  /** Looks whether a copy is whole. */
  public static void check(Path file) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("pragma integrity_check")) {
      if (!found.next() || !"ok".equals(found.getString(1))) {
        throw new IOException(file + " is damaged: " + found.getString(1));
      }
    } catch (SQLException e) {
      throw new IOException(file + " is no database: " + e.getMessage(), e);
    }
  }
}
