package io.omniedge.pdm.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.alarm.AlarmEvent.Kind;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens in whatever order. */
class AlarmHistoryTest {
  private static final long MINUTE = 60_000;
  private static final List<Level> LEVELS = List.of(Level.values());

  private static Alarm.Settings settings(Random random) {
    return new Alarm.Settings(
        random.nextInt(4) * MINUTE, random.nextInt(4) * MINUTE, random.nextBoolean(), 30 * MINUTE);
  }

  /** Anything that can happen; the same for the same random numbers. */
  private static List<AlarmEvent> anything(Alarm alarm, Random random, long atMillis) {
    Level level = LEVELS.get(random.nextInt(LEVELS.size()));
    return switch (random.nextInt(12)) {
      case 0 -> alarm.acknowledge("ana", atMillis);
      case 1 -> alarm.shelve((1 + random.nextInt(20)) * MINUTE, "ben", "known", atMillis);
      case 2 -> random.nextBoolean() ? alarm.unshelve("ben", atMillis) : List.of();
      case 3 -> alarm.suppress("machine stands", atMillis);
      case 4 -> alarm.elapse(atMillis);
      default -> alarm.update(random.nextInt(3) == 0 ? level : Level.ALERT, atMillis);
    };
  }

  private static long later(long atMillis, Random random) {
    // Sometimes the clock is set back.
    return atMillis + (random.nextInt(30) == 0 ? -100 : random.nextInt(3)) * MINUTE;
  }

  @Property(tries = 300)
  void thereAreNeverTwoAlarmsForOneConditionAndNoneFromAShelf(@ForAll long seed) {
    Random random = new Random(seed);
    Alarm alarm = new Alarm(settings(random));
    boolean isOpen = false;
    boolean isShelved = false;
    long occurrence = 0;
    long atMillis = 0;
    for (int i = 0; i < 200; i++) {
      atMillis = later(atMillis, random);
      for (AlarmEvent event : anything(alarm, random, atMillis)) {
        switch (event.kind()) {
          case RAISED -> {
            assertFalse(isOpen, "a second alarm, seed " + seed);
            isOpen = true;
            assertEquals(++occurrence, event.occurrence(), "seed " + seed);
          }
          case CLOSED -> {
            assertTrue(isOpen, "over what never was, seed " + seed);
            isOpen = false;
          }
          case SHELVED -> isShelved = true;
          case UNSHELVED -> isShelved = false;
          case ESCALATED, REPEATED, EASED, RETURNED, ACKNOWLEDGED ->
              assertTrue(isOpen, event + " without an alarm, seed " + seed);
          case SUPPRESSED, UNSUPPRESSED -> {}
        }
        assertFalse(
            isShelved && event.kind().annunciates(), event + " from the shelf, seed " + seed);
        assertFalse(
            event.kind().annunciates()
                && (event.level() == Level.OK || event.level() == Level.UNKNOWN),
            event + ", seed " + seed);
      }
      assertEquals(isOpen, alarm.state() != Alarm.State.NORMAL, "seed " + seed);
      assertEquals(isShelved, alarm.shelvedUntilMillis().isPresent(), "seed " + seed);
    }
  }

  @Property(tries = 300)
  void theEndOfAShelfAlwaysReturnsWhatIsThere(@ForAll long seed) {
    Random random = new Random(seed);
    Alarm alarm = new Alarm(settings(random));
    long atMillis = 0;
    for (int i = 0; i < 60; i++) {
      atMillis = later(atMillis, random);
      anything(alarm, random, atMillis);
    }
    alarm.shelve(10 * MINUTE, "ben", "known", atMillis);
    boolean isUnshelved = false;
    boolean isHeard = false;
    for (int i = 0; i < 15; i++) {
      atMillis += MINUTE;
      for (AlarmEvent event : alarm.update(Level.DANGER, atMillis)) {
        isUnshelved |= event.kind() == Kind.UNSHELVED;
        isHeard |= event.kind().annunciates() && event.level() == Level.DANGER;
        assertEquals(isUnshelved, i >= 9, "seed " + seed);
      }
    }
    assertTrue(isUnshelved && isHeard, "seed " + seed);
    assertEquals(Alarm.State.UNACKNOWLEDGED, alarm.state());
  }

  @Property(tries = 300)
  void aRestartAnywhereChangesNothing(@ForAll long seed) throws ProtocolException {
    Random random = new Random(seed);
    Alarm.Settings settings = settings(random);
    Alarm first = new Alarm(settings);
    long atMillis = 0;
    for (int i = random.nextInt(80); i > 0; i--) {
      atMillis = later(atMillis, random);
      anything(first, random, atMillis);
    }
    JsonObject saved = JsonReader.readObject(first.saved().toBytes(), 10_000);
    Alarm second = Alarm.restored(settings, saved);
    assertEquals(saved, second.saved());
    for (int i = 0; i < 80; i++) {
      long step = random.nextLong();
      atMillis = later(atMillis, random);
      assertEquals(
          anything(first, new Random(step), atMillis),
          anything(second, new Random(step), atMillis),
          "seed " + seed);
    }
    assertEquals(first.saved(), second.saved());
  }

  @Property(tries = 300)
  void whatSomebodyTouchedIsTakenOrRefusedWithItsPlace(@ForAll long seed) {
    Random random = new Random(seed);
    Alarm.Settings settings = settings(random);
    Alarm alarm = new Alarm(settings);
    long atMillis = 0;
    for (int i = random.nextInt(80); i > 0; i--) {
      atMillis = later(atMillis, random);
      anything(alarm, random, atMillis);
    }
    Map<String, JsonValue> members = new TreeMap<>(alarm.saved().members());
    List<String> names = List.copyOf(members.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(3)) {
      case 0 -> members.remove(name);
      case 1 -> members.put(name, JsonNumber.of(random.nextLong()));
      default -> members.put(name, new JsonString(random.nextBoolean() ? "OK" : "RETURNED"));
    }
    try {
      Alarm restored = Alarm.restored(settings, JsonObject.of(members));
      for (int i = 0; i < 20; i++) {
        atMillis = later(atMillis, random);
        anything(restored, random, atMillis);
      }
    } catch (ProtocolException e) {
      // Of two members that contradict each other it names one.
      boolean isNamed =
          Stream.of(name, "told", "differsSinceMillis", "endsAtClockMillis")
              .anyMatch(e.toString()::contains);
      assertTrue(isNamed, e + " of " + name);
    }
  }

  @Property(tries = 1)
  void aStateWithoutSenseIsRefused() {
    Alarm.Settings settings = new Alarm.Settings(0, 0, false, 1);
    Map<String, JsonValue> members = new TreeMap<>(new Alarm(settings).saved().members());
    members.put("state", new JsonString("ACKNOWLEDGED"));
    String said =
        assertThrows(
                ProtocolException.class, () -> Alarm.restored(settings, JsonObject.of(members)))
            .toString();
    assertTrue(said.contains("told") && said.contains("ACKNOWLEDGED"), said);
  }
}
