package io.omniedge.manager.fleet;

import io.omniedge.manager.enrol.WireGuardKeys;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.lifecycle.Lifecycle;
import io.omniedge.manager.map.MapService;
import io.omniedge.manager.map.Packed;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Heartbeat;
import io.omniedge.protocol.message.MapRequest;
import io.omniedge.protocol.message.Topic;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes in what devices send: that they are here, what changed about them, that they want their
 * map. A heartbeat costs no write; what does not fit the device, or is no document of ours, is
 * counted and changes nothing. Thread-safe.
 */
public final class Fleet implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Fleet.class.getName());

  /** Three heartbeats and some: who is silent for so long is shown as offline. */
  private static final Duration SILENCE = Duration.ofSeconds(100);

  /** How long an ephemeral device may be away, or silent, before it is forgotten. */
  private static final Duration EPHEMERAL = Duration.ofMinutes(10);

  private final Database database;
  private final MapService maps;
  private final Lifecycle lifecycle;
  private final Timers timers;
  private final InstantSource clock;
  private final Reports reports;
  private final Listener listener;
  private final Lanes lanes = new Lanes();
  private final Map<String, Presence> presences = new ConcurrentHashMap<>();
  private final AtomicInteger online = new AtomicInteger();
  private final LongAdder messages = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Takes a document of a device that is for somebody else. */
  @FunctionalInterface
  public interface Reports {
    /**
     * Takes it.
     *
     * @throws ProtocolException if it is none
     */
    void take(Device device, Topic topic, byte[] message) throws ProtocolException;
  }

  /** Is told of states that were taken in. */
  @FunctionalInterface
  public interface Listener {
    /** A device told its state; one thread for each device. */
    void told(Device device, DeviceState state);
  }

  /** With those who take the rest: configurations and results. */
  public Fleet(
      Database database,
      MapService maps,
      Lifecycle lifecycle,
      Timers timers,
      InstantSource clock,
      Reports reports,
      Listener listener) {
    this.database = database;
    this.maps = maps;
    this.lifecycle = lifecycle;
    this.timers = timers;
    this.clock = clock;
    this.reports = reports;
    this.listener = listener;
  }

  /** Plans to forget ephemeral devices that do not come back. Once, at the start. */
  public void start() {
    database
        .read(
            handle ->
                handle
                    .createQuery("select id from device where ephemeral = 1")
                    .mapTo(String.class)
                    .list())
        .forEach(this::planToForget);
  }

  /** Takes a message; waits while too many are being taken in. */
  public void receive(Topic topic, byte[] message) {
    messages.increment();
    if (message.length > 0) { // an empty one only clears what was retained
      lanes.execute(topic.device(), () -> take(topic, message));
    }
  }

  private void take(Topic topic, byte[] message) {
    try {
      Optional<Device> device = database.read(handle -> DeviceTable.find(handle, topic.device()));
      if (device.isEmpty()
          || !device.get().tenant().equals(topic.tenant())
          || device.get().membership() == Membership.REVOKED) {
        refused.increment();
        return;
      }
      switch (topic.leaf()) {
        case MAP_REQUEST -> maps.requested(topic.device(), MapRequest.fromBytes(message).epoch());
        case STATE -> takeState(device.get(), message);
        case HEARTBEAT -> takeHeartbeat(device.get(), Heartbeat.fromBytes(message));
        default -> reports.take(device.get(), topic, message);
      }
    } catch (ProtocolException e) {
      refused.increment();
      LOG.log(Logger.Level.INFO, "refused on {0}: {1}", topic, e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "message on " + topic, e);
    }
  }

  private void takeState(Device device, byte[] message) throws ProtocolException {
    DeviceState state = DeviceState.fromBytes(message);
    if (!state.online()) {
      Presence before = presences.getOrDefault(device.id(), Presence.UNKNOWN);
      // The will of a run that is over may come after the first word of the next one.
      if (before.boot().isEmpty() || before.boot().equals(state.boot())) {
        gone(device.id());
      }
      return;
    }
    if (isClone(device, state)) {
      database.change(
          transaction ->
              DeviceTable.find(transaction.handle(), device.id())
                  .filter(fresh -> isClone(fresh, state))
                  .ifPresent(fresh -> lifecycle.suspect(transaction, fresh, Device.CLONED)));
    } else if (isNews(device, state)) {
      database.change(transaction -> note(transaction, device.id(), state));
    }
    listener.told(device, state);
    long now = clock.millis();
    here(device, new Presence(true, state.boot(), state.epoch(), now, now, Packed.of(message)));
  }

  /** One of a run whose state we do not know says nothing: that state is on its way, or over. */
  private void takeHeartbeat(Device device, Heartbeat heartbeat) {
    Presence before = presences.getOrDefault(device.id(), Presence.UNKNOWN);
    if (before.state() != null && before.boot().equals(heartbeat.boot())) {
      here(device, before.heard(heartbeat.epoch(), clock.millis()));
    }
  }

  /**
   * Each start raises the number before anything is sent. So a lower one is an older copy, and the
   * same one in two runs is two copies that started from the same state.
   */
  private static boolean isClone(Device device, DeviceState state) {
    return state.keyGeneration() < device.keyGeneration()
        || (state.keyGeneration() == device.keyGeneration()
            && !device.boot().isEmpty()
            && !device.boot().equals(state.boot()));
  }

  private static boolean isNews(Device device, DeviceState state) {
    return !device.boot().equals(state.boot())
        || device.keyGeneration() != state.keyGeneration()
        || concernsOthers(device, state)
        || !device.offeredRoutes().equals(state.offeredRoutes())
        || !device.versions().equals(versions(state));
  }

  private static boolean concernsOthers(Device device, DeviceState state) {
    return !device.wireguardKey().equals(state.wireguardKey())
        || !device.endpoints().equals(state.endpoints());
  }

  private static JsonObject versions(DeviceState state) {
    JsonObject.Builder versions = JsonObject.builder();
    state.versions().forEach(versions::put);
    return versions.build();
  }

  private void note(Transaction transaction, String id, DeviceState state) {
    Optional<Device> found = DeviceTable.find(transaction.handle(), id);
    if (found.isEmpty() || isClone(found.get(), state)) {
      return;
    }
    Device device = found.get();
    boolean taken =
        WireGuardKeys.isTaken(transaction.handle(), device.network(), id, state.wireguardKey());
    if (taken) {
      refused.increment();
      LOG.log(Logger.Level.WARNING, "{0} tells the WireGuard key of another device", id);
    }
    DeviceTable.setRun(transaction.handle(), id, state.keyGeneration(), state.boot());
    DeviceTable.setReported(
        transaction.handle(),
        id,
        taken ? device.wireguardKey() : state.wireguardKey(),
        state.endpoints(),
        state.offeredRoutes(),
        versions(state));
    if (concernsOthers(device, state) || !device.versions().equals(versions(state))) {
      lifecycle.touch(transaction, device);
    }
  }

  private void here(Device device, Presence now) {
    Presence before = presences.put(device.id(), now);
    if (before == null || !before.online()) {
      int _ = online.incrementAndGet();
      maps.here(device.id());
      timers.cancel("ephemeral:" + device.id());
    }
    timers.set("silence:" + device.id(), clock.instant().plus(SILENCE), () -> silent(device.id()));
  }

  /**
   * Nothing was heard for a while. Its connection may be there all the same: a broker tells when
   * one ends, so whoever has one goes on getting maps, and learns what it may no longer do.
   */
  private void silent(String id) {
    if (offline(id)) {
      maps.silent(id);
    }
  }

  private void gone(String id) {
    boolean _ = offline(id);
    maps.away(id); // also if it was silent before
  }

  private boolean offline(String id) {
    timers.cancel("silence:" + id);
    long now = clock.millis();
    Presence before = presences.get(id);
    if (before == null || !before.online()) {
      return false;
    }
    presences.put(id, before.gone(now));
    int _ = online.decrementAndGet();
    Thread _ = Thread.startVirtualThread(() -> noteAbsence(id, now));
    return true;
  }

  private void noteAbsence(String id, long since) {
    database.change(transaction -> DeviceTable.setLastSeen(transaction.handle(), id, since));
    boolean ephemeral =
        database.read(handle -> DeviceTable.find(handle, id)).map(Device::ephemeral).orElse(false);
    if (ephemeral) {
      planToForget(id);
    }
  }

  private void planToForget(String id) {
    timers.set(
        "ephemeral:" + id,
        clock.instant().plus(EPHEMERAL),
        () -> {
          Thread _ = Thread.startVirtualThread(() -> forget(id));
        });
  }

  private void forget(String id) {
    if (!isOnline(id)) {
      database
          .read(handle -> DeviceTable.find(handle, id))
          .ifPresent(device -> lifecycle.delete(device.tenant(), id, Lifecycle.MANAGER));
      presences.remove(id);
    }
  }

  /** Whether a device is connected and not silent, as far as we know. */
  public boolean isOnline(String device) {
    return presences.getOrDefault(device, Presence.UNKNOWN).online();
  }

  /** When a device was heard of, milliseconds since 1970; 0 if not since we started. */
  public long seenAt(String device) {
    return presences.getOrDefault(device, Presence.UNKNOWN).seenAt();
  }

  /** When a device told its state, milliseconds since 1970; heartbeats since then do not count. */
  public long toldAt(String device) {
    return presences.getOrDefault(device, Presence.UNKNOWN).toldAt();
  }

  /** What a device told last. */
  public Optional<JsonObject> state(String device) {
    return presences.getOrDefault(device, Presence.UNKNOWN).document();
  }

  /** The session of a device was ended by us. */
  public void cut(String device) {
    gone(device);
  }

  /** A device is no more. */
  public void forgotten(String device) {
    timers.cancel("silence:" + device);
    timers.cancel("ephemeral:" + device);
    presences.remove(device);
  }

  /** Devices that are connected and not silent. */
  public int onlineCount() {
    return online.get();
  }

  /** Messages taken in. */
  public long messages() {
    return messages.sum();
  }

  /** Messages that changed nothing because they were wrong. */
  public long refused() {
    return refused.sum();
  }

  @Override
  public void close() {
    lanes.close();
  }
}
