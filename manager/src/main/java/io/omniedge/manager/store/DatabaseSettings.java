package io.omniedge.manager.store;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the database is. No record, because of the password. */
public final class DatabaseSettings {
  private final String jdbcUrl;
  private final @Nullable String user;
  private final @Nullable String password;

  private DatabaseSettings(String jdbcUrl, @Nullable String user, @Nullable String password) {
    this.jdbcUrl = jdbcUrl;
    this.user = user;
    this.password = password;
  }

  /** A file of SQLite; it is made if it is not there. */
  public static DatabaseSettings sqlite(Path file) {
    return new DatabaseSettings("jdbc:sqlite:" + file.toAbsolutePath(), null, null);
  }

  /** A server, by its JDBC address. */
  public static DatabaseSettings postgresql(
      String jdbcUrl, Optional<String> user, Optional<String> password) {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("it must be sqlite or jdbc:postgresql://host/database");
    }
    return new DatabaseSettings(jdbcUrl, user.orElse(null), password.orElse(null));
  }

  /** Whether it is a file of ours. */
  public boolean isSqlite() {
    return jdbcUrl.startsWith("jdbc:sqlite:");
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  Optional<String> user() {
    return Optional.ofNullable(user);
  }

  Optional<String> exposePassword() {
    return Optional.ofNullable(password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return jdbcUrl.replaceAll("password=[^&]*", "password=***");
  }
}
