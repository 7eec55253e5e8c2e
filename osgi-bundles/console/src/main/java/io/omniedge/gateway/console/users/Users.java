package io.omniedge.gateway.console.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The users, in a file that only its owner reads: a line {@code name:ROLE:hash} for each. Written
 * whole at each change, so a power cut leaves the old users or the new. Thread-safe.
 */
public final class Users {
  /** NIST SP 800-63B 3.1.1.2 wants 15 of a password that stands alone and calls 8 the least. */
  static final int SHORTEST = 10;

  static final int LONGEST = 200;

  /** A shorter name is in half of all passwords, and guesses none of them. */
  private static final int LONG_NAME = 4;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,31}");

  /** A user. */
  private record User(Role role, String hash) {}

  private final Path file;
  private final SecureRandom random;
  private final SortedMap<String, User> users;

  /** Compared with when there is no such user, so that the time tells nothing. */
  private final String nobodysHash;

  private Users(Path file, SecureRandom random, SortedMap<String, User> users) {
    this.file = file;
    this.random = random;
    this.users = users;
    this.nobodysHash = PasswordHash.of("", random);
  }

  /**
   * Reads the users there are; none if there is no file.
   *
   * @throws IOException also if a line is no user, naming it: better no page than one that lets
   *     nobody, or anybody, in
   */
  public static Users load(Path file, SecureRandom random) throws IOException {
    SortedMap<String, User> users = new TreeMap<>();
    if (Files.exists(file)) {
      int number = 0;
      for (String line : lines(file)) {
        number++;
        String[] parts = line.split(":", 3);
        if (parts.length != 3
            || !NAME.matcher(parts[0]).matches()
            || !isRole(parts[1])
            || !PasswordHash.isHash(parts[2])
            || users.containsKey(parts[0])) {
          throw new IOException(file + ": line " + number + " is no user");
        }
        users.put(parts[0], new User(Role.valueOf(parts[1]), parts[2]));
      }
    }
    return new Users(file, random, users);
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, UTF_8);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is no text", e);
    }
  }

  private static boolean isRole(String text) {
    return text.equals(Role.VIEWER.name()) || text.equals(Role.ADMINISTRATOR.name());
  }

  /** Whether nobody was ever made a user. */
  public synchronized boolean isEmpty() {
    return users.isEmpty();
  }

  /** The names with their roles. */
  public synchronized SortedMap<String, Role> roles() {
    SortedMap<String, Role> roles = new TreeMap<>();
    users.forEach((name, user) -> roles.put(name, user.role));
    return Collections.unmodifiableSortedMap(roles);
  }

  /** Whether there is a user of this name with this role now. */
  public synchronized boolean isStill(String name, Role role) {
    User user = users.get(name);
    return user != null && user.role == role;
  }

  /** The role of the user with this name and password. Takes a good part of a second. */
  public Optional<Role> authenticate(String name, String password) {
    User user;
    synchronized (this) {
      user = users.get(name);
    }
    boolean right = PasswordHash.matches(user == null ? nobodysHash : user.hash, password);
    synchronized (this) {
      // Who was removed, or got another password, while this was computed is not who they were.
      return user != null && right && user.equals(users.get(name))
          ? Optional.of(user.role)
          : Optional.empty();
    }
  }

  /**
   * Makes the first user, an administrator.
   *
   * @throws UserException also if somebody else was first
   */
  public void addFirst(String name, String password) throws UserException, IOException {
    checkName(name);
    checkPassword(name, password);
    String hash = PasswordHash.of(password, random);
    synchronized (this) {
      if (!users.isEmpty()) {
        throw new UserException("The first user was set up already; sign in.");
      }
      change(name, new User(Role.ADMINISTRATOR, hash));
    }
  }

  /** Makes a user. */
  public void add(String name, String password, Role role) throws UserException, IOException {
    checkName(name);
    checkPassword(name, password);
    String hash = PasswordHash.of(password, random);
    synchronized (this) {
      if (users.containsKey(name)) {
        throw new UserException("There is a user \"" + name + "\" already.");
      }
      change(name, new User(role, hash));
    }
  }

  /** Gives a user another password. */
  public void setPassword(String name, String password) throws UserException, IOException {
    checkPassword(name, password);
    String hash = PasswordHash.of(password, random);
    synchronized (this) {
      change(name, new User(existing(name).role, hash));
    }
  }

  /** Removes a user, but not the last administrator. */
  public synchronized void remove(String name) throws UserException, IOException {
    Role role = existing(name).role;
    long administrators =
        users.values().stream().filter(user -> user.role == Role.ADMINISTRATOR).count();
    if (role == Role.ADMINISTRATOR && administrators == 1) {
      throw new UserException("\"" + name + "\" is the only administrator and has to stay.");
    }
    SortedMap<String, User> changed = new TreeMap<>(users);
    changed.remove(name);
    store(changed);
  }

  private User existing(String name) throws UserException {
    User user = users.get(name);
    if (user == null) {
      throw new UserException("There is no user \"" + name + "\".");
    }
    return user;
  }

  private void change(String name, User user) throws IOException {
    SortedMap<String, User> changed = new TreeMap<>(users);
    changed.put(name, user);
    store(changed);
  }

  /** First the file, then what is in force: a full disk changes nothing. */
  private void store(SortedMap<String, User> changed) throws IOException {
    StringBuilder text = new StringBuilder();
    changed.forEach(
        (name, user) ->
            text.append(name)
                .append(':')
                .append(user.role)
                .append(':')
                .append(user.hash)
                .append('\n'));
    PrivateFile.replace(file, text.toString().getBytes(UTF_8));
    users.clear();
    users.putAll(changed);
  }

  private static void checkName(String name) throws UserException {
    if (!NAME.matcher(name).matches()) {
      throw new UserException(
          "A user name begins with a small letter and has up to 32 of a-z, 0-9, \".\", \"_\" and"
              + " \"-\".");
    }
  }

  private static void checkPassword(String name, String password) throws UserException {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      throw new UserException(
          "A password has "
              + SHORTEST
              + " to "
              + LONGEST
              + " characters, this one "
              + length
              + ".");
    }
    if (name.length() >= LONG_NAME && password.toLowerCase(Locale.ROOT).contains(name)) {
      throw new UserException("The password must not contain the user's name.");
    }
    if (password.chars().distinct().count() < 5) {
      throw new UserException("The password repeats too few characters; anybody could guess it.");
    }
  }
}
