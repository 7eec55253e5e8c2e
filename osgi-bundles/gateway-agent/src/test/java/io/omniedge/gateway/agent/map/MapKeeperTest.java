package io.omniedge.gateway.agent.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.home.Home;
import io.omniedge.gateway.agent.home.Profile;
import io.omniedge.gateway.agent.map.MapKeeper.Verdict;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapKeeperTest {
  private static final SigningKey MANAGER = SigningKey.generate();

  private static NetworkMap map(long epoch, int... peers) {
    TreeMap<String, MapPeer> members = new TreeMap<>();
    for (int peer : peers) {
      members.put(
          "d-" + (peer + 100),
          new MapPeer(
              "p" + peer,
              "A".repeat(42) + "E=",
              List.of(Prefix.parse("100.64.1." + peer)),
              List.of(),
              List.of("192.168.1." + peer + ":1", "192.168.2." + peer + ":1")));
    }
    return new NetworkMap(
        "t-1",
        "n-1",
        "plants.omniedge",
        "d-1",
        epoch,
        epoch,
        Membership.ACTIVE,
        "me",
        List.of(Prefix.parse("100.64.0.1")),
        List.of(),
        members,
        new TreeMap<>(),
        new TreeMap<>());
  }

  private static SignedMap signed(NetworkMap map) {
    return SignedMap.sign(map.toJson(), MANAGER);
  }

  private static MapKeeper keeper(Path disk) {
    try {
      Home home = Home.open(disk);
      Profile profile = home.profile(Profile.nameOf("key"));
      EnrolmentAnswer membership =
          new EnrolmentAnswer(
              "t-1",
              "n-1",
              "d-1",
              Membership.PENDING,
              MANAGER.verifyKey(),
              List.of(),
              "",
              "broker",
              8883,
              0);
      return new MapKeeper(
          profile,
          membership,
          new EffectiveTime(InstantSource.fixed(Instant.EPOCH), 0, seconds -> {}));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whatever is sent in whatever order: in force is the newest genuine one, here and on disk. */
  @Property(tries = 60)
  void theNewestGenuineMapIsInForceWhateverComes(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path disk = Files.createTempDirectory("maps");
    List<SignedMap> history = new ArrayList<>();
    for (int epoch = 1; epoch <= 12; epoch++) {
      history.add(signed(map(epoch, random.ints(random.nextInt(5), 1, 9).distinct().toArray())));
    }
    SigningKey forger = SigningKey.generate();
    MapKeeper keeper = keeper(disk);
    long expected = 0;
    for (int step = 0; step < 40; step++) {
      int to = random.nextInt(12);
      int from = random.nextInt(12);
      boolean wasNew = false;
      Verdict verdict;
      switch (random.nextInt(4)) {
        case 0 -> {
          wasNew = to + 1 > expected;
          verdict = keeper.offer(new MapUpdate.Full(history.get(to)).toBytes());
        }
        case 1 -> {
          wasNew = from + 1 == expected && to + 1 > expected;
          verdict =
              keeper.offer(
                  MapUpdate.between(history.get(from), from + 1, history.get(to)).toBytes());
        }
        case 2 ->
            verdict =
                keeper.offer(
                    new MapUpdate.Full(SignedMap.sign(map(50).toJson(), forger)).toBytes());
        default -> {
          keeper = keeper(disk);
          verdict = Verdict.CURRENT;
        }
      }
      expected = wasNew ? to + 1 : expected;
      assertEquals(wasNew, verdict == Verdict.NEW, verdict + " at step " + step);
      assertEquals(expected, keeper.epoch());
      if (expected > 0) {
        assertEquals(NetworkMap.class, keeper.map().orElseThrow().getClass());
        assertEquals(
            history.get((int) expected - 1).document().toJson(),
            keeper.map().orElseThrow().toJson().toJson());
      }
    }
  }

  @Test
  void aDamagedOrForeignFileIsNoMap(@TempDir Path disk) throws IOException {
    assertEquals(Verdict.NEW, keeper(disk).offer(new MapUpdate.Full(signed(map(1, 2))).toBytes()));
    Path file = disk.resolve(Profile.nameOf("key")).resolve("map");
    String whole = Files.readString(file);
    for (String damaged :
        List.of("", whole.substring(0, whole.length() / 2), whole.replace("d-102", "d-103"))) {
      Files.writeString(file, damaged);
      MapKeeper keeper = keeper(disk);
      assertEquals(0, keeper.epoch());
      assertTrue(keeper.problem().contains("the stored map is of no use"), keeper.problem());
      assertEquals(Verdict.NEW, keeper.offer(new MapUpdate.Full(signed(map(2, 2))).toBytes()));
      assertEquals("", keeper.problem());
      Files.writeString(file, whole);
    }
  }

  @Test
  void anEndpointWithoutAnswerGivesWayToTheNext() {
    EndpointChoice choice = new EndpointChoice();
    NetworkMap map = map(1, 5);
    MapPeer peer = map.peers().values().iterator().next();
    Instant now = Instant.ofEpochSecond(1_800_000_000);
    assertEquals(Optional.of("192.168.1.5:1"), choice.of("d-105", peer));
    assertEquals(false, choice.look(map, tunnel(0, Optional.empty()), now));
    // Nobody spoke to it.
    assertEquals(false, choice.look(map, tunnel(0, Optional.empty()), now));
    assertTrue(choice.look(map, tunnel(148, Optional.empty()), now));
    assertEquals(Optional.of("192.168.2.5:1"), choice.of("d-105", peer));
    assertEquals(false, choice.look(map, tunnel(500, Optional.of(now.minusSeconds(9))), now));
    assertTrue(choice.look(map, tunnel(900, Optional.of(now.minusSeconds(999))), now));
    assertEquals(Optional.of("192.168.1.5:1"), choice.of("d-105", peer));
  }

  private static TunnelSnapshot tunnel(long sent, Optional<Instant> handshake) {
    return new TunnelSnapshot(
        "mesh",
        "omni9",
        TunnelState.UP,
        List.of(),
        Optional.empty(),
        1,
        Map.of(),
        List.of(new PeerSnapshot("d-105", "", Optional.empty(), List.of(), handshake, 0, sent, 0)));
  }
}
