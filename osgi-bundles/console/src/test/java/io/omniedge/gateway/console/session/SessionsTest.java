package io.omniedge.gateway.console.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.console.users.Role;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long IDLE = 30 * MINUTE;

  /** Just before nanoTime overflows: it may, and nobody should be signed out by it, or stay in. */
  private static final long START = Long.MAX_VALUE - MINUTE;

  private final Sessions sessions = new Sessions(new SecureRandom());

  private boolean isOpen(String token, long now) {
    return sessions.find(token, now, IDLE).isPresent();
  }

  @Test
  void endsAfterTheTimeWithoutUse() {
    String token = sessions.open("alice", Role.VIEWER, START);
    assertTrue(isOpen(token, START + IDLE));
    assertFalse(isOpen(token, START + IDLE + 1));
    assertFalse(isOpen(token, START), "it does not come back");
  }

  @Test
  void lookingDoesNotProlongItAndUseDoes() {
    String token = sessions.open("alice", Role.VIEWER, START);
    Session session = sessions.find(token, START + IDLE, IDLE).orElseThrow();
    assertTrue(isOpen(token, START + IDLE));
    sessions.used(session, START + IDLE);
    assertTrue(isOpen(token, START + 2 * IDLE));
    assertFalse(isOpen(token, START + 2 * IDLE + 1));
  }

  @Test
  void endsAfterTwelveHoursHoweverBusy() {
    String token = sessions.open("alice", Role.ADMINISTRATOR, START);
    long minutes = 0;
    while (isOpen(token, START + minutes * MINUTE)) {
      sessions.used(
          sessions.find(token, START + minutes * MINUTE, IDLE).orElseThrow(),
          START + minutes * MINUTE);
      minutes++;
    }
    assertEquals(12 * 60 + 1, minutes);
  }

  @Test
  void theOneLongestUnusedMakesRoom() {
    String first = sessions.open("user0", Role.VIEWER, START);
    String second = sessions.open("user1", Role.VIEWER, START);
    for (int i = 2; i < 100; i++) {
      sessions.open("user" + i, Role.VIEWER, START);
    }
    assertTrue(isOpen(first, START));
    sessions.open("another", Role.VIEWER, START);
    assertEquals(100, sessions.size());
    assertTrue(isOpen(first, START), "was used");
    assertFalse(isOpen(second, START));
  }

  @Test
  void nobodySignsOthersOutBySigningInAgainAndAgain() {
    String other = sessions.open("alice", Role.ADMINISTRATOR, START);
    String oldest = sessions.open("mallory", Role.VIEWER, START);
    for (int i = 0; i < 500; i++) {
      sessions.open("mallory", Role.VIEWER, START);
    }
    assertTrue(isOpen(other, START));
    assertFalse(isOpen(oldest, START));
    assertEquals(21, sessions.size());
  }

  @Test
  void signsAUserOutEverywhereButHere() {
    String here = sessions.open("alice", Role.VIEWER, START);
    String there = sessions.open("alice", Role.VIEWER, START);
    String other = sessions.open("bruno", Role.VIEWER, START);
    sessions.closeAllOf("alice", here);
    assertTrue(isOpen(here, START));
    assertFalse(isOpen(there, START));
    assertTrue(isOpen(other, START));
    sessions.closeAllOf("alice", "");
    assertFalse(isOpen(here, START));
  }

  @Test
  void aClosedOneIsClosed() {
    String token = sessions.open("alice", Role.VIEWER, START);
    sessions.close(token);
    sessions.close("never was");
    assertFalse(isOpen(token, START));
    assertFalse(isOpen("", START));
  }

  @Test
  void tokensAreLongAndNeverTheSame() {
    String token = sessions.open("alice", Role.VIEWER, START);
    String again = sessions.open("alice", Role.VIEWER, START);
    assertTrue(token.matches("[A-Za-z0-9_-]{43}"), token);
    assertNotEquals(token, again);
    Session session = sessions.find(token, START, IDLE).orElseThrow();
    assertNotEquals(token, session.csrf(), "a page shows the one, and never the other");
    assertTrue(session.isCsrf(session.csrf()));
    assertFalse(session.isCsrf(""));
    assertFalse(session.isCsrf(sessions.find(again, START, IDLE).orElseThrow().csrf()));
  }

  @Test
  void saysAMessageOnce() {
    Session session =
        sessions.find(sessions.open("alice", Role.VIEWER, START), START, IDLE).orElseThrow();
    session.tell("Saved.");
    assertEquals("Saved.", session.takeMessage());
    assertEquals("", session.takeMessage());
  }
}
