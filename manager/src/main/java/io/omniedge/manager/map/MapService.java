package io.omniedge.manager.map;

import io.omniedge.manager.inventory.ClientTable;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.DeviceTable.MapVersion;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.policy.Inventory;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.sign.SigningKey;
import java.lang.System.Logger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the maps and sends them: one thread, woken by what changed. A round takes all that happened
 * meanwhile, makes the maps again that it may concern, notes new ones in the database, and then
 * sends them, so that no epoch is ever given to two different maps. Maps of devices that are away
 * are made when they come and ask. Thread-safe.
 */
public final class MapService implements AutoCloseable {
  private static final Logger LOG = System.getLogger(MapService.class.getName());

  /** A device that asks with a higher epoch than that has no map of ours. */
  private static final long MAX_EPOCH = JsonNumber.MAX_SAFE_INTEGER >> 1;

  private final Database database;
  private final SigningKey key;
  private final InstantSource clock;
  private final Timers timers;
  private final Sink sink;
  private final MapCounters counters = new MapCounters();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signalled = lock.newCondition();
  private Signals signals = new Signals();
  private volatile boolean closed;

  // From here on only for the map thread.
  private final Map<String, NetworkModel> networks = new HashMap<>();
  private final Map<String, String> networkOf = new HashMap<>();
  private final Map<String, StoredMap> stored = new HashMap<>();
  private final Set<String> online = new HashSet<>();

  /** Whoever has a session, as far as we know, however silent it is: they are sent their maps. */
  private final Set<String> connected = new HashSet<>();

  private final Thread thread;

  /** Takes a message to a device; waits while too many are under way. */
  @FunctionalInterface
  public interface Sink {
    /** Sends it. */
    void send(String tenant, String device, byte[] message);
  }

  private MapService(
      Database database, SigningKey key, InstantSource clock, Timers timers, Sink sink) {
    this.database = database;
    this.key = key;
    this.clock = clock;
    this.timers = timers;
    this.sink = sink;
    thread = Thread.ofPlatform().name("maps").unstarted(this::run);
  }

  /** Reads all networks and starts. */
  public static MapService start(
      Database database, SigningKey key, InstantSource clock, Timers timers, Sink sink) {
    MapService service = new MapService(database, key, clock, timers, sink);
    for (String network : database.read(NetworkTable::ids)) {
      service.load(network);
    }
    service.thread.start();
    return service;
  }

  /** Another policy, other services, another name; or the network is new or gone. */
  public void networkChanged(String network) {
    signal(now -> now.networks.add(network));
  }

  /** Other sites. */
  public void sitesChanged(String network) {
    signal(now -> now.sites.add(network));
  }

  /** A device is new, changed or gone. */
  public void deviceChanged(String network, String device) {
    signal(now -> now.devices.computeIfAbsent(network, _ -> new HashSet<>()).add(device));
  }

  /** A device speaks: it has a session, and is not silent. */
  public void here(String device) {
    signal(
        now -> {
          now.online.put(device, true);
          now.connected.put(device, true);
        });
  }

  /** A device says nothing any more. It may have its session still, and is sent its maps. */
  public void silent(String device) {
    signal(now -> now.online.put(device, false));
  }

  /** The session of a device is over. When it comes back it says which map it has. */
  public void away(String device) {
    signal(
        now -> {
          now.online.put(device, false);
          now.connected.put(device, false);
        });
  }

  /** A device asks for its map. */
  public void requested(String device, long epoch) {
    signal(now -> now.requests.put(device, epoch));
  }

  private void signal(Consumer<Signals> what) {
    lock.lock();
    try {
      what.accept(signals);
      signalled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** What policies can speak of in a network, after all that was signalled before. */
  public Optional<Inventory> inventory(String network) {
    return ask(
        service -> Optional.ofNullable(service.networks.get(network)).map(NetworkModel::inventory));
  }

  /** The map of a device as it would be sent now, without a signature and with its last epoch. */
  public Optional<JsonObject> mapOf(String device) {
    return ask(
        service -> {
          NetworkModel model = service.modelOf(device);
          Member member = model == null ? null : model.member(device);
          if (model == null || member == null) {
            return Optional.empty();
          }
          MapVersion version = service.versionOf(device);
          return Optional.of(model.document(member, version.epoch(), version.issuedAt()));
        });
  }

  /** What it did so far. */
  public MapCounters counters() {
    return counters;
  }

  private <T> T ask(Function<MapService, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (closed) {
      throw new IllegalStateException("the manager is stopping");
    }
    signal(
        now ->
            now.questions.add(
                () -> {
                  try {
                    answer.complete(question.apply(this));
                  } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                  }
                }));
    return answer.join();
  }

  private void run() {
    for (Signals round = next(); round != null; round = next()) {
      try {
        work(round);
      } catch (RuntimeException e) {
        LOG.log(Logger.Level.ERROR, "maps were not made", e);
        again(round);
      }
      round.questions.forEach(Runnable::run);
    }
  }

  private @Nullable Signals next() {
    lock.lock();
    try {
      while (signals.isEmpty() && !closed) {
        signalled.await();
      }
      if (closed) {
        return null;
      }
      Signals round = signals;
      signals = new Signals();
      return round;
    } catch (InterruptedException e) {
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The models may be half changed: they are read anew, a little later. */
  private void again(Signals round) {
    Set<String> touched = new HashSet<>(round.networks);
    touched.addAll(round.sites);
    touched.addAll(round.due);
    touched.addAll(round.devices.keySet());
    round.online.keySet().forEach(device -> touched.add(networkOf.getOrDefault(device, "")));
    touched.forEach(networks::remove);
    touched.remove("");
    timers.set(
        "maps:again",
        clock.instant().plusSeconds(1),
        () ->
            signal(
                now -> {
                  now.networks.addAll(touched);
                  round.online.forEach(now.online::putIfAbsent);
                  round.connected.forEach(now.connected::putIfAbsent);
                  round.requests.forEach(now.requests::putIfAbsent);
                }));
  }

  private void work(Signals round) {
    Map<NetworkModel, Set<String>> affected = new LinkedHashMap<>();
    for (String id : round.networks) {
      Set<String> devices = reload(id);
      note(affected, networks.get(id), devices);
    }
    for (String id : round.sites) {
      NetworkModel model = networks.get(id);
      if (model != null) {
        note(affected, model, database.read(model::readSites));
      }
    }
    round.devices.forEach((id, devices) -> putDevices(affected, id, devices));
    round.online.forEach((device, isHeard) -> setOnline(affected, device, isHeard));
    round.connected.forEach((device, isThere) -> setConnected(affected, device, isThere));
    for (String id : round.due) {
      NetworkModel model = networks.get(id);
      if (model != null) {
        note(affected, model, model.advance(clock.instant()));
      }
    }
    affected.keySet().forEach(this::planNextChange);
    for (String device : round.requests.keySet()) {
      if (networkOf.containsKey(device)) {
        connected.add(device);
      }
    }
    send(affected, round.requests);
  }

  private static void note(
      Map<NetworkModel, Set<String>> affected, @Nullable NetworkModel model, Set<String> devices) {
    if (model != null) {
      affected.computeIfAbsent(model, _ -> new TreeSet<>()).addAll(devices);
    }
  }

  private Set<String> reload(String id) {
    NetworkModel model = networks.get(id);
    if (model == null) {
      load(id);
      NetworkModel loaded = networks.get(id);
      return loaded == null ? Set.of() : loaded.devices();
    }
    if (database.read(handle -> NetworkTable.find(handle, id)).isEmpty()) {
      networks.remove(id);
      timers.cancel("policy:" + id);
      return Set.of();
    }
    return database.read(handle -> model.reload(handle, clock.instant()));
  }

  private void load(String id) {
    Optional<NetworkModel> loaded =
        database.read(handle -> NetworkModel.load(handle, id, online, clock.instant()));
    loaded.ifPresent(
        model -> {
          networks.put(id, model);
          model.devices().forEach(device -> networkOf.put(device, id));
          planNextChange(model);
        });
  }

  private void planNextChange(NetworkModel model) {
    String id = model.network().id();
    String timer = "policy:" + id;
    model
        .nextChange()
        .ifPresentOrElse(
            at -> timers.set(timer, at, () -> signal(now -> now.due.add(id))),
            () -> timers.cancel(timer));
  }

  private void putDevices(Map<NetworkModel, Set<String>> affected, String id, Set<String> devices) {
    NetworkModel model = networks.get(id);
    if (model == null) {
      Set<String> all = reload(id);
      note(affected, networks.get(id), all);
      return;
    }
    for (String device : devices) {
      var fresh = database.read(handle -> DeviceTable.find(handle, device));
      var gateway = database.read(handle -> ClientTable.gateway(handle, device));
      note(affected, model, model.putDevice(fresh, device, gateway));
      if (fresh.isPresent()) {
        networkOf.put(device, id);
      } else {
        networkOf.remove(device);
        connected.remove(device);
        stored.remove(device);
      }
    }
  }

  private void setOnline(Map<NetworkModel, Set<String>> affected, String device, boolean isHeard) {
    NetworkModel model = modelOf(device);
    if (model != null) {
      note(affected, model, model.setOnline(device, isHeard, clock.instant()));
    }
  }

  private void setConnected(
      Map<NetworkModel, Set<String>> affected, String device, boolean isThere) {
    NetworkModel model = modelOf(device);
    if (model == null || !isThere) {
      connected.remove(device);
    } else if (connected.add(device)) {
      // What changed while it seemed to be away was not sent, and it may not know that.
      note(affected, model, Set.of(device));
    }
  }

  private @Nullable NetworkModel modelOf(String device) {
    String network = networkOf.get(device);
    return network == null ? null : networks.get(network);
  }

  private MapVersion versionOf(String device) {
    StoredMap map = stored.get(device);
    return map != null
        ? map.version()
        : database
            .read(handle -> DeviceTable.mapVersion(handle, device))
            .orElse(new MapVersion(0, 0, ""));
  }

  /**
   * A map that may be sent: what we know the device had, what it is to have, whether that differs.
   */
  private record Outgoing(
      String tenant, @Nullable StoredMap before, StoredMap after, boolean changed) {}

  private void send(Map<NetworkModel, Set<String>> affected, Map<String, Long> requests) {
    Map<String, Outgoing> outgoing = new LinkedHashMap<>();
    affected.forEach(
        (model, devices) -> {
          database.read(
              handle -> {
                model.readRevision(handle);
                return true;
              });
          for (String device : devices) {
            boolean wanted = connected.contains(device) || requests.containsKey(device);
            Member member = model.member(device);
            if (wanted && member != null) {
              outgoing.put(device, make(model, member, requests.getOrDefault(device, 0L)));
            } else {
              stored.remove(device);
            }
          }
        });
    requests.forEach(
        (device, epoch) -> {
          NetworkModel model = modelOf(device);
          Member member = model == null ? null : model.member(device);
          if (model != null && member != null && !outgoing.containsKey(device)) {
            StoredMap known = stored.get(device);
            outgoing.put(
                device,
                known != null && epoch <= known.version().epoch()
                    ? new Outgoing(member.device().tenant(), known, known, false)
                    : make(model, member, epoch));
          }
        });
    persist(outgoing);
    outgoing.forEach((device, map) -> send(device, map, requests.get(device)));
  }

  /** Makes a map; it stays the one it was if its content did. */
  private Outgoing make(NetworkModel model, Member member, long deviceHas) {
    String device = member.device().id();
    @Nullable StoredMap before = stored.get(device);
    MapVersion last = versionOf(device);
    JsonObject content = model.document(member, 0, 0);
    String hash = sha256(content.canonicalBytes());
    // A manager that was restored from a backup meets devices with maps it does not know of.
    boolean ahead = deviceHas > last.epoch() && deviceHas < MAX_EPOCH;
    boolean same = hash.equals(last.hash()) && !ahead;
    if (same && before != null) {
      counters.unchanged.increment();
      return new Outgoing(member.device().tenant(), before, before, false);
    }
    MapVersion version = last;
    if (!same) {
      counters.made.increment();
      long epoch = Math.max(model.network().revision(), last.epoch() + 1);
      epoch = ahead ? Math.max(epoch, deviceHas + 1) : epoch;
      version = new MapVersion(epoch, clock.millis() / 1000, hash);
    }
    TreeMap<String, JsonValue> document = new TreeMap<>(content.members());
    document.put("epoch", JsonNumber.of(version.epoch()));
    document.put("issuedAt", JsonNumber.of(version.issuedAt()));
    StoredMap after = StoredMap.of(version, SignedMap.sign(new JsonObject(document), key));
    return new Outgoing(member.device().tenant(), before, after, !same);
  }

  /** On disk before they are sent: after a crash no epoch is given a second time. */
  private void persist(Map<String, Outgoing> outgoing) {
    List<Map.Entry<String, MapVersion>> fresh = new ArrayList<>();
    outgoing.forEach(
        (device, map) -> {
          stored.put(device, map.after());
          if (map.changed()) {
            fresh.add(Map.entry(device, map.after().version()));
          }
        });
    if (!fresh.isEmpty()) {
      database.change(
          transaction ->
              fresh.forEach(
                  entry ->
                      DeviceTable.setMapVersion(
                          transaction.handle(), entry.getKey(), entry.getValue())));
    }
  }

  private void send(String device, Outgoing map, @Nullable Long asked) {
    StoredMap before = map.before();
    long epoch = map.after().version().epoch();
    if (asked == null && !map.changed()) {
      return; // it has it
    }
    MapUpdate update;
    if (asked != null && asked == epoch) {
      update = new MapUpdate.Current(epoch);
      counters.current.increment();
    } else if (before != null
        && map.changed()
        && (asked == null || asked == before.version().epoch())) {
      update = MapUpdate.between(before.map(), before.version().epoch(), map.after().map());
      counters.deltas.increment();
    } else {
      update = new MapUpdate.Full(map.after().map());
      counters.full.increment();
    }
    sink.send(map.tenant(), device, update.toBytes());
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      signalled.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(5_000);
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    signals.questions.forEach(Runnable::run);
  }
}
