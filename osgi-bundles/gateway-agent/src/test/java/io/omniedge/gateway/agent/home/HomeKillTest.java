package io.omniedge.gateway.agent.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process ends before, in or after each write; the next one finds the old or the new. */
class HomeKillTest {
  private static final String PROFILE = Profile.nameOf("omniedge://m/?key=a&ca=b");

  @TempDir Path disk;

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Where in a write the process ends. */
  private enum Moment {
    BEFORE,
    IN,
    AFTER
  }

  private Home dying(int writes, Moment moment) {
    int[] left = {writes};
    return new Home(
        disk,
        (file, content) -> {
          if (left[0]-- > 0) {
            PrivateFile.replace(file, content);
            return;
          }
          switch (moment) {
            case BEFORE -> {}
            case IN ->
                Files.write(
                    file.resolveSibling(file.getFileName() + ".1" + PrivateFile.TEMPORARY),
                    Arrays.copyOf(content, content.length / 2));
            case AFTER -> PrivateFile.replace(file, content);
          }
          throw new Killed();
        });
  }

  /** What a first start does: an identity, then credentials, then a map. */
  private static void firstStart(Home home) throws IOException {
    home.raiseGeneration();
    Profile profile = home.profile(PROFILE);
    SigningKey identity = profile.identity();
    assertEquals(identity.verifyKey(), profile.identity().verifyKey());
    home.makeCurrent(profile);
    profile.storeMap(new SignedMap(JsonObject.builder().put("epoch", 1).build(), "a..b"));
    home.storeTimeFloor(1_800_000_000);
  }

  @Test
  void aKillAtAnyWriteLeavesWhatTheNextStartCanUse() throws IOException {
    int writes = 5;
    for (Moment moment : Moment.values()) {
      for (int at = 0; at < writes; at++) {
        Home dying = dying(at, moment);
        assertThrows(Killed.class, () -> firstStart(dying), at + " " + moment);
        long generation = Long.parseLong(read("generation").orElse("0"));
        Home next = Home.open(disk);
        assertEquals(generation + 1, next.raiseGeneration());
        Optional<Profile> current = next.current();
        if (current.isPresent()) {
          // In force only once its identity was on disk: it must be the same for ever.
          assertTrue(Files.exists(disk.resolve(PROFILE).resolve("identity")));
          assertTrue(
              current.get().map().isEmpty() || current.get().map().get().signature() != null);
        }
        assertTrue(next.timeFloor() == 0 || next.timeFloor() == 1_800_000_000);
        assertEquals(List.of(), leftovers());
        wipe();
      }
    }
  }

  private Optional<String> read(String name) throws IOException {
    Path file = disk.resolve(name);
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(disk)) {
      return all.filter(file -> file.toString().endsWith(PrivateFile.TEMPORARY)).toList();
    }
  }

  private void wipe() throws IOException {
    try (Stream<Path> all = Files.walk(disk)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!path.equals(disk)) {
          Files.delete(path);
        }
      }
    }
  }

  @Test
  void nobodyElseMayReadAFile() throws IOException {
    firstStart(Home.open(disk));
    try (Stream<Path> all = Files.walk(disk)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
  }

  @Test
  void aDamagedIdentityIsNamedAndNotReplaced() throws IOException {
    Home home = Home.open(disk);
    Profile profile = home.profile(PROFILE);
    profile.identity();
    Path file = disk.resolve(PROFILE).resolve("identity");
    Files.writeString(file, "{}");
    IOException told = assertThrows(IOException.class, profile::identity);
    assertTrue(String.valueOf(told.getMessage()).contains("identity is damaged"), told.toString());
    assertEquals("{}", Files.readString(file));
  }

  @Test
  void theProfileBeforeStaysAndOlderOnesGo() throws IOException {
    Home home = Home.open(disk);
    for (String key : List.of("one", "two", "three")) {
      Profile profile = home.profile(Profile.nameOf(key));
      profile.identity();
      home.makeCurrent(profile);
    }
    assertFalse(Files.exists(disk.resolve(Profile.nameOf("one"))));
    assertTrue(Files.exists(disk.resolve(Profile.nameOf("two"))));
    assertEquals(Profile.nameOf("three"), home.current().orElseThrow().name());
  }

  @Test
  void aProfileCannotLeadOutOfTheDirectory() {
    Home home = new Home(disk, PrivateFile::replace);
    assertThrows(IllegalArgumentException.class, () -> home.profile("../etc"));
  }
}
