package io.omniedge.manager.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.Site;
import io.omniedge.manager.inventory.Tenants;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.server.ManualClock;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.SigningKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/**
 * Random histories: what devices make of differences is what a fresh manager would send them whole.
 */
final class MapServiceTest {
  private static final String TENANT_NAME = "tenant";
  private static final int DEVICES = 9;

  private static final List<String> POLICIES =
      List.of(
          "{\"rules\": []}",
          "{\"rules\": [{\"id\": \"a\", \"from\": [\"tag:x\"], \"to\": [\"tag:y\"], \"protocol\":"
              + " \"tcp\", \"ports\": [\"80\"]}]}",
          "{\"rules\": [{\"id\": \"a\", \"from\": [\"tag:x\"], \"to\": [\"site:s0\"], \"protocol\":"
              + " \"any\"}, {\"id\": \"b\", \"from\": [\"device:dev3\"], \"to\": [\"any\"],"
              + " \"protocol\": \"icmp\"}]}",
          "{\"rules\": [{\"id\": \"m\", \"between\": [\"tag:x\"], \"and\": [\"tag:x\", \"tag:y\"],"
              + " \"protocol\": \"udp\", \"ports\": [\"53\"]}]}");

  /** What a device holds, as a real one would. */
  private static final class Held {
    private Optional<SignedMap> map = Optional.empty();
    private long epoch;

    void take(byte[] message, SigningKey key, String device) {
      try {
        MapUpdate update = MapUpdate.fromBytes(message);
        map = update.applyTo(map, epoch);
        NetworkMap verified = map.orElseThrow().verified(key.verifyKey());
        assertEquals(device, verified.device());
        assertTrue(verified.epoch() >= epoch, "the epoch never goes back");
        epoch = verified.epoch();
      } catch (ProtocolException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class Sent {
    private final String device;
    private final byte[] message;

    Sent(String device, byte[] message) {
      this.device = device;
      this.message = message;
    }
  }

  private static final class World implements AutoCloseable {
    final Random random;
    final ManualClock clock = new ManualClock();
    final Timers timers = Timers.manual(clock);
    final SigningKey key = SigningKey.generate();
    final Database database = TestDatabases.open(TestDatabases.Kind.SQLITE);
    final Map<String, Held> held = new TreeMap<>();
    final Set<String> online = new TreeSet<>();

    /** Connected, and not heard for a while. */
    final Set<String> silent = new TreeSet<>();

    final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    MapService maps;

    World(long seed) {
      random = new Random(seed);
      database.change(
          transaction -> {
            String tenant = Tenants.named(transaction.handle(), TENANT_NAME, 0).id();
            NetworkTable.insert(
                transaction.handle(),
                new Network(
                    "n-1",
                    tenant,
                    "net",
                    "net.omniedge",
                    Prefix.parse("100.64.0.0/16"),
                    Prefix.parse("fd00:1:2:3::/64"),
                    1,
                    1,
                    0,
                    POLICIES.getFirst(),
                    0));
          });
      maps = start();
    }

    MapService start() {
      return MapService.start(
          database,
          key,
          clock,
          timers,
          (tenant, device, message) -> sent.add(new Sent(device, message)));
    }

    void put(int number) {
      String id = "d-" + number;
      List<String> tags = new ArrayList<>();
      if (random.nextBoolean()) {
        tags.add("x");
      }
      if (random.nextBoolean()) {
        tags.add("y");
      }
      Membership membership =
          switch (random.nextInt(10)) {
            case 0 -> Membership.PENDING;
            case 1 -> Membership.QUARANTINED;
            case 2 -> Membership.REVOKED;
            default -> Membership.ACTIVE;
          };
      List<String> endpoints =
          random.nextBoolean() ? List.of() : List.of("192.0.2.1:" + (1 + random.nextInt(9)));
      database.change(
          transaction -> {
            var handle = transaction.handle();
            Optional<Device> before = DeviceTable.find(handle, id);
            if (before.isPresent()) {
              Device device = before.get();
              switch (random.nextInt(4)) {
                case 0 -> {
                  DeviceTable.delete(handle, device);
                }
                case 1 ->
                    DeviceTable.update(
                        handle, device, device.name(), "", tags, List.of(), Optional.empty());
                case 2 -> DeviceTable.setMembership(handle, id, membership, "");
                default ->
                    DeviceTable.setReported(
                        handle, id, device.wireguardKey(), endpoints, List.of(), JsonObject.EMPTY);
              }
            } else {
              DeviceTable.insert(handle, device(handle, id, number, tags, membership, endpoints));
            }
            NetworkTable.touch(handle, "n-1");
            transaction.afterCommit(
                () -> {
                  maps.deviceChanged("n-1", id);
                  maps.sitesChanged("n-1");
                });
          });
      if (database.read(handle -> DeviceTable.find(handle, id)).isEmpty()) {
        held.remove(id);
        online.remove(id);
        silent.remove(id);
        maps.away(id);
      }
    }

    private Device device(
        Handle handle,
        String id,
        int number,
        List<String> tags,
        Membership membership,
        List<String> endpoints) {
      byte[] key32 = new byte[32];
      key32[0] = (byte) (number + 1);
      return new Device(
          id,
          Tenants.named(handle, TENANT_NAME, 0).id(),
          "n-1",
          "dev" + number,
          "",
          SigningKey.generate().verifyKey(),
          Base64.getEncoder().encodeToString(key32),
          membership,
          "",
          number + 1L,
          tags,
          List.of(),
          Optional.empty(),
          endpoints,
          List.of(),
          List.of(),
          "",
          1,
          "",
          false,
          "k-1",
          0,
          0,
          0,
          JsonObject.EMPTY,
          0);
    }

    void step() {
      switch (random.nextInt(12)) {
        case 10 -> fallSilent("d-" + random.nextInt(DEVICES));
        case 11 -> speak("d-" + random.nextInt(DEVICES));
        case 0, 1, 2, 3 -> put(random.nextInt(DEVICES));
        case 4 -> changePolicy();
        case 5 -> changeSite();
        case 6, 7 -> connect("d-" + random.nextInt(DEVICES));
        case 8 -> disconnect("d-" + random.nextInt(DEVICES));
        default -> {
          if (random.nextInt(4) == 0) {
            settle();
            maps.close();
            maps = start(); // a restart: devices that are connected are seen again
            silent.clear();
            online.forEach(maps::here);
          }
        }
      }
    }

    private void changePolicy() {
      String policy = POLICIES.get(random.nextInt(POLICIES.size()));
      database.change(
          transaction -> {
            Network network = NetworkTable.find(transaction.handle(), "n-1").orElseThrow();
            NetworkTable.setPolicy(transaction.handle(), network, policy, "me", 0);
            transaction.afterCommit(() -> maps.networkChanged("n-1"));
          });
    }

    private void changeSite() {
      String name = "s" + random.nextInt(2);
      database.change(
          transaction -> {
            var handle = transaction.handle();
            Optional<Site> before =
                Site.ofNetwork(handle, "n-1").stream()
                    .filter(site -> site.name().equals(name))
                    .findFirst();
            if (before.isPresent() && random.nextBoolean()) {
              before.get().delete(handle);
            } else {
              TreeMap<String, Prefix> hosts = new TreeMap<>();
              hosts.put("plc", Prefix.parse("192.168.7." + random.nextInt(3)));
              Optional<String> gateway =
                  Optional.of("d-" + random.nextInt(DEVICES))
                      .filter(id -> DeviceTable.find(handle, id).isPresent());
              new Site(
                      before.map(Site::id).orElse("s-" + name),
                      Tenants.named(handle, TENANT_NAME, 0).id(),
                      "n-1",
                      name,
                      "",
                      gateway,
                      List.of(Prefix.parse("192.168.7.0/24")),
                      hosts)
                  .save(handle);
            }
            NetworkTable.touch(handle, "n-1");
            transaction.afterCommit(() -> maps.sitesChanged("n-1"));
          });
    }

    private void connect(String device) {
      if (database.read(handle -> DeviceTable.find(handle, device)).isPresent()) {
        online.add(device);
        Held has = held.computeIfAbsent(device, _ -> new Held());
        settle(); // what is under way comes first, as the broker keeps the order
        // As devices do: the map is asked for, then the state is told. What comes between counts.
        maps.requested(device, random.nextInt(6) == 0 ? 0 : has.epoch);
        if (random.nextInt(3) == 0) {
          Optional<JsonObject> _ = maps.mapOf("nobody");
          if (random.nextBoolean()) {
            maps.away(device); // the will of its last session is late
          }
          changePolicy();
          Optional<JsonObject> _ = maps.mapOf("nobody");
        }
        silent.remove(device);
        maps.here(device);
      }
    }

    private void disconnect(String device) {
      settle();
      if (online.remove(device)) {
        silent.remove(device);
        maps.away(device);
      }
    }

    private void fallSilent(String device) {
      if (online.contains(device) && silent.add(device)) {
        maps.silent(device);
      }
    }

    private void speak(String device) {
      if (silent.remove(device)) {
        maps.here(device);
      }
    }

    /** Waits for the map thread, then devices take what was sent; those that are away miss it. */
    List<String> settle() {
      Optional<JsonObject> _ = maps.mapOf("nobody");
      List<String> got = new ArrayList<>();
      for (Sent next = sent.poll(); next != null; next = sent.poll()) {
        Held has = held.get(next.device);
        if (has != null && online.contains(next.device)) {
          has.take(next.message, key, next.device);
          got.add(next.device);
        }
      }
      return got;
    }

    private Set<String> heard() {
      Set<String> heard = new TreeSet<>(online);
      heard.removeAll(silent);
      return heard;
    }

    /** What a manager that knows nothing but the database would send. */
    Map<String, JsonObject> fresh() {
      Map<String, JsonObject> maps = new TreeMap<>();
      database.read(
          handle -> {
            NetworkModel model =
                NetworkModel.load(handle, "n-1", heard(), clock.instant()).orElseThrow();
            for (String id : model.devices()) {
              Member member = Objects.requireNonNull(model.member(id));
              maps.put(id, model.document(member, 0, 0));
            }
            return true;
          });
      return maps;
    }

    @Override
    public void close() {
      maps.close();
      database.close();
    }
  }

  private static JsonObject content(JsonObject document) {
    TreeMap<String, JsonValue> content = new TreeMap<>(document.members());
    content.put("epoch", JsonNumber.of(0));
    content.put("issuedAt", JsonNumber.of(0));
    return new JsonObject(content);
  }

  @Test
  void afterAnyHistoryDevicesHoldWhatAFreshManagerWouldSend() {
    for (long seed = 0; seed < 25; seed++) {
      try (World world = new World(seed)) {
        for (int i = 0; i < DEVICES; i++) {
          world.put(i);
        }
        for (int step = 0; step < 80; step++) {
          world.step();
          if (step % 7 == 0) {
            compare(world, "seed " + seed + " step " + step);
          }
        }
        compare(world, "seed " + seed);
      }
    }
  }

  private static void compare(World world, String when) {
    List<String> _ = world.settle();
    Map<String, JsonObject> fresh = world.fresh();
    for (String device : world.online) {
      Held held = world.held.get(device);
      JsonObject wanted = fresh.get(device);
      if (held == null || wanted == null) {
        throw new AssertionError(when + ": " + device + " is online and unknown");
      }
      assertEquals(
          wanted.toJson(),
          content(held.map.orElseThrow(() -> new AssertionError(when + " " + device)).document())
              .toJson(),
          when + " " + device);
    }
  }

  @Test
  void onlyDevicesWhoseMapChangedGetOne() {
    for (long seed = 100; seed < 115; seed++) {
      try (World world = new World(seed)) {
        for (int i = 0; i < DEVICES; i++) {
          world.put(i);
        }
        for (int i = 0; i < DEVICES; i++) {
          world.connect("d-" + i);
        }
        List<String> _ = world.settle();
        for (int step = 0; step < 40; step++) {
          Map<String, JsonObject> before = world.fresh();
          switch (step % 3) {
            case 0 -> world.changePolicy();
            case 1 -> world.changeSite();
            default -> world.put(world.random.nextInt(DEVICES));
          }
          Set<String> got = new TreeSet<>(world.settle());
          Map<String, JsonObject> after = world.fresh();
          Set<String> changed = new TreeSet<>();
          for (String device : world.online) {
            if (!Objects.equals(before.get(device), after.get(device))) {
              changed.add(device);
            }
          }
          assertEquals(changed, got, "seed " + seed + " step " + step);
        }
      }
    }
  }
}
