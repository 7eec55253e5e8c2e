package io.omniedge.gateway.console.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PASSWORD = "copper kettle morning";
  private static final String HASH =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("users");
  }

  private Users load() throws IOException {
    return Users.load(file, RANDOM);
  }

  private Users withAdministrator() throws IOException, UserException {
    Users users = load();
    users.addFirst("alice", PASSWORD);
    return users;
  }

  @Test
  void keepsUsersInAFileOfTheOwnerAlone() throws Exception {
    Users users = withAdministrator();
    users.add("bruno", PASSWORD, Role.VIEWER);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(Files.readString(file).contains(PASSWORD));
    Users again = load();
    assertEquals(Map.of("alice", Role.ADMINISTRATOR, "bruno", Role.VIEWER), again.roles());
    assertEquals(Optional.of(Role.VIEWER), again.authenticate("bruno", PASSWORD));
    assertEquals(Optional.empty(), again.authenticate("bruno", PASSWORD + " "));
    assertEquals(Optional.empty(), again.authenticate("carla", PASSWORD));
    assertEquals(Optional.empty(), again.authenticate("nobody", ""));
  }

  @Test
  void thereIsOneFirstUserHoweverManyWantToBe() throws Exception {
    Users users = load();
    CyclicBarrier together = new CyclicBarrier(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> attempts =
          Stream.of("anna", "bert", "cleo", "dora")
              .<Callable<Integer>>map(
                  name ->
                      () -> {
                        together.await();
                        try {
                          users.addFirst(name, PASSWORD);
                          return 1;
                        } catch (UserException e) {
                          return 0;
                        }
                      })
              .toList();
      int first = 0;
      for (Future<Integer> result : threads.invokeAll(attempts)) {
        first += result.get();
      }
      assertEquals(1, first);
      assertEquals(1, load().roles().size());
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bruno:VIEWER",
        "bruno:ROOT:" + HASH,
        "bruno:viewer:" + HASH,
        ":VIEWER:" + HASH,
        "Bruno:VIEWER:" + HASH,
        "../bruno:VIEWER:" + HASH,
        "bruno:VIEWER:" + HASH + ":",
        "bruno:VIEWER:password",
        "bruno:VIEWER:$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQw",
        "alice:VIEWER:" + HASH,
        ""
      })
  void refusesALineThatIsNoUserByItsNumber(String line) throws IOException {
    Files.writeString(file, "alice:ADMINISTRATOR:" + HASH + "\n" + line + "\n");
    IOException refusal = assertThrows(IOException.class, this::load);
    assertEquals(file + ": line 2 is no user", refusal.getMessage());
  }

  @Test
  void refusesAFileThatIsNoTextByItsName() throws IOException {
    Files.write(file, new byte[] {'a', (byte) 0xff, (byte) 0xfe, 0});
    IOException refusal = assertThrows(IOException.class, this::load);
    assertEquals(file + " is no text", refusal.getMessage());
  }

  @Test
  void anEmptyFileHasNoUsers() throws IOException {
    Files.createFile(file);
    assertTrue(load().isEmpty());
  }

  @Test
  void theLastAdministratorStays() throws Exception {
    Users users = withAdministrator();
    users.add("bruno", PASSWORD, Role.VIEWER);
    UserException refusal = assertThrows(UserException.class, () -> users.remove("alice"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("only administrator"));
    users.add("carla", PASSWORD, Role.ADMINISTRATOR);
    users.remove("alice");
    users.remove("bruno");
    assertEquals(Map.of("carla", Role.ADMINISTRATOR), load().roles());
    assertThrows(UserException.class, () -> users.remove("alice"));
  }

  @Test
  void knowsWhoIsStillAUserAndInWhichRole() throws Exception {
    Users users = withAdministrator();
    assertTrue(users.isStill("alice", Role.ADMINISTRATOR));
    assertFalse(users.isStill("alice", Role.VIEWER));
    assertFalse(users.isStill("bruno", Role.VIEWER));
  }

  @Test
  void aNewPasswordReplacesTheOldOne() throws Exception {
    Users users = withAdministrator();
    users.setPassword("alice", "another kettle");
    assertEquals(Optional.empty(), users.authenticate("alice", PASSWORD));
    assertEquals(Optional.of(Role.ADMINISTRATOR), users.authenticate("alice", "another kettle"));
    assertThrows(UserException.class, () -> users.setPassword("bruno", PASSWORD));
    assertThrows(UserException.class, () -> users.add("alice", PASSWORD, Role.VIEWER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "Alice", "1a", "a b", "a:b", "a\nb", "\u00e4", "a\u0000", ".a", "<b>", "a/../b"
      })
  void refusesNamesThatAFileOrAPageCouldMisread(String name) throws IOException {
    Users users = load();
    assertThrows(UserException.class, () -> users.addFirst(name, PASSWORD));
    assertThrows(UserException.class, () -> users.add("a".repeat(33), PASSWORD, Role.VIEWER));
    assertTrue(users.isEmpty());
    assertFalse(Files.exists(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "short pwd", "alice's kettle", "ALICE 12345", "aaaaaaaaaaaa", "abcdabcdabcd"})
  void refusesPasswordsAnybodyCouldGuess(String password) throws IOException {
    Users users = load();
    assertThrows(UserException.class, () -> users.addFirst("alice", password));
    assertThrows(UserException.class, () -> users.addFirst("alice", "kettle".repeat(34)));
    assertTrue(users.isEmpty());
  }

  @Test
  void aShortNameForbidsNoPassword() throws Exception {
    Users users = load();
    users.addFirst("e", PASSWORD);
    assertEquals(Optional.of(Role.ADMINISTRATOR), users.authenticate("e", PASSWORD));
  }

  @Test
  void countsCharactersAndNotUnits() throws Exception {
    Users users = load();
    String nine = "\uD83D\uDD11\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02\uD83D\uDE03abcd";
    assertThrows(UserException.class, () -> users.addFirst("alice", nine));
    users.addFirst("alice", nine + "e");
    assertFalse(users.isEmpty());
  }

  /** As a full disk: root may write anywhere, but not into what is no folder. */
  @Test
  void keepsTheOldUsersIfTheFileCannotBeWritten() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    file = inner.resolve("users");
    Users users = withAdministrator();
    Path away = folder.resolve("away");
    Files.move(inner, away);
    Files.createFile(inner);
    byte[] before = Files.readAllBytes(away.resolve("users"));
    assertThrows(IOException.class, () -> users.add("bruno", PASSWORD, Role.VIEWER));
    assertThrows(IOException.class, () -> users.setPassword("alice", "another kettle"));
    assertEquals(Map.of("alice", Role.ADMINISTRATOR), users.roles());
    assertEquals(Optional.of(Role.ADMINISTRATOR), users.authenticate("alice", PASSWORD));
    assertArrayEquals(before, Files.readAllBytes(away.resolve("users")));
    assertEquals(1, new String(before, UTF_8).lines().count());
  }
}
