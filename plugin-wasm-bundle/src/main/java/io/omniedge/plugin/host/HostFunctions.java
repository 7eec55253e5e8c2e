package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.EngineException;
import io.omniedge.plugin.engine.GuestMemory;
import io.omniedge.plugin.engine.HostCall;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.http.HttpRefusal;
import io.omniedge.plugin.module.ModuleImport;
import io.omniedge.plugin.module.Signature;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.Manifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plugin can call: the module {@code omni} of the ABI. Each function wants a capability; one
 * that is declared and not granted answers {@link Errno#ACCESS}, which is counted. Texts are UTF-8;
 * results are put where the plugin says, if there is room, and their length is the answer.
 */
final class HostFunctions {
  static final String MODULE = "omni";

  private static final int MAX_TEXT = 1_024;
  private static final int MAX_EVENT = 16 << 10;
  private static final int MAX_RANDOM = 4_096;
  private static final int MAX_REQUEST = 64 << 10;

  private static final Pattern TOPIC =
      Pattern.compile("[a-zA-Z0-9_-]{1,64}(/[a-zA-Z0-9_-]{1,64}){0,7}");
  private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  // A second, and at once: enough for whoever has something to say, and no flood.
  private static final int LINES = 20;
  private static final int LINES_AT_ONCE = 200;
  private static final int EVENTS = 100;
  private static final int EVENTS_AT_ONCE = 500;
  private static final int ALERTS = 1;
  private static final int ALERTS_AT_ONCE = 20;
  private static final int REQUESTS = 5;
  private static final int REQUESTS_AT_ONCE = 20;
  private static final int MEASUREMENTS = 1_000;
  private static final int MEASUREMENTS_AT_ONCE = 2_000;

  private final Manifest manifest;
  private final Set<Capability> granted;
  private final Map<String, String> configuration;
  private final KeyValueStore store;
  private final GatewayServices services;
  private final PluginEnvironment environment;
  private final PluginCounters counters;
  private final RateLimit lines;
  private final RateLimit events;
  private final RateLimit alerts;
  private final RateLimit measurements;
  private final RateLimit requests;
  private final Map<String, HostFunction> functions = new HashMap<>();
  private final WasiShim wasi;

  /**
   * For a plugin.
   *
   * @param granted of what its manifest names
   * @param configuration values of its form
   */
  HostFunctions(
      Manifest manifest,
      Set<Capability> granted,
      Map<String, String> configuration,
      KeyValueStore store,
      PluginEnvironment environment,
      PluginCounters counters) {
    this.manifest = manifest;
    this.granted = Set.copyOf(granted);
    this.configuration = Map.copyOf(configuration);
    this.store = store;
    this.services = environment.services();
    this.environment = environment;
    this.counters = counters;
    this.lines = new RateLimit(LINES, LINES_AT_ONCE, environment.nanos());
    this.events = new RateLimit(EVENTS, EVENTS_AT_ONCE, environment.nanos());
    this.alerts = new RateLimit(ALERTS, ALERTS_AT_ONCE, environment.nanos());
    this.requests = new RateLimit(REQUESTS, REQUESTS_AT_ONCE, environment.nanos());
    this.measurements = new RateLimit(MEASUREMENTS, MEASUREMENTS_AT_ONCE, environment.nanos());
    this.wasi = new WasiShim(manifest, environment, lines, counters);
    add("log", Capability.LOG, "iii", "i", this::log);
    add("config_get", Capability.CONFIG, "iiii", "i", this::configGet);
    add("kv_get", Capability.KV, "iiii", "i", this::kvGet);
    add("kv_set", Capability.KV, "iiii", "i", this::kvSet);
    add("kv_delete", Capability.KV, "ii", "i", this::kvDelete);
    add(
        "now_ms",
        Capability.TIME,
        "",
        "I",
        (memory, arguments) -> this.environment.clock().millis());
    add(
        "now_ns",
        Capability.TIME,
        "",
        "I",
        (memory, arguments) -> this.environment.nanos().getAsLong());
    add("random", Capability.RANDOM, "ii", "i", this::random);
    add("emit", Capability.EMIT, "iiii", "i", this::emit);
    add("metric", Capability.METRIC, "iiF", "i", this::metric);
    add("alert", Capability.ALERT, "iii", "i", this::alert);
    add("read_point", Capability.READ_POINT, "iii", "i", this::readPoint);
    add("http_send", Capability.HTTP, "iiii", "i", this::httpSend);
    add("vpn_state", Capability.VPN_STATE, "ii", "i", this::vpnState);
  }

  private void add(
      String name, Capability capability, String parameters, String results, HostCall.Code code) {
    functions.put(
        name,
        new HostFunction(
            Optional.of(capability), new Signature(parameters, results), Errno.ACCESS, code));
  }

  /**
   * What stands for the imports of a module.
   *
   * @throws EngineException if it imports what there is not, what its manifest does not name, or
   *     what it requires and is not granted
   */
  Map<ModuleImport, HostCall.Code> bind(List<ModuleImport> imports) throws EngineException {
    for (Capability capability : manifest.required()) {
      if (!granted.contains(capability)) {
        throw new EngineException("it requires " + capability.text() + ", which is not granted");
      }
    }
    Map<ModuleImport, HostCall.Code> bound = new HashMap<>();
    for (ModuleImport wanted : imports) {
      bound.put(wanted, bind(wanted));
    }
    return bound;
  }

  private Optional<HostFunction> find(ModuleImport wanted) {
    return switch (wanted.module()) {
      case MODULE -> Optional.ofNullable(functions.get(wanted.name()));
      case WasiShim.MODULE -> wasi.find(wanted.name());
      default -> Optional.empty();
    };
  }

  private HostCall.Code bind(ModuleImport wanted) throws EngineException {
    String shown = wanted.module() + "." + wanted.name();
    Optional<HostFunction> found = find(wanted);
    if (found.isEmpty()) {
      throw new EngineException("there is no " + shown + " to import");
    }
    HostFunction function = found.get();
    if (!function.signature().equals(wanted.signature())) {
      throw new EngineException(
          "it imports " + shown + wanted.signature() + ", which is " + function.signature());
    }
    if (function.capability().isEmpty()) {
      return function.code();
    }
    Capability capability = function.capability().get();
    if (!manifest.required().contains(capability) && !manifest.optional().contains(capability)) {
      throw new EngineException(
          "it imports " + shown + " without the capability " + capability.text());
    }
    if (granted.contains(capability)) {
      return function.code();
    }
    return (memory, arguments) -> {
      counters.denied(capability);
      return function.denied();
    };
  }

  private long log(GuestMemory memory, long... arguments) throws TrapException {
    GatewayServices.Severity[] severities = GatewayServices.Severity.values();
    int severity = (int) arguments[0];
    if (severity < 0 || severity >= severities.length) {
      return Errno.INVALID;
    }
    Optional<String> line = text(memory, arguments[1], arguments[2]);
    if (!lines.take()) {
      return tooMany();
    }
    line.ifPresent(text -> services.log(manifest.id(), severities[severity], printable(text)));
    return line.isPresent() ? 0 : Errno.INVALID;
  }

  private long configGet(GuestMemory memory, long... arguments) throws TrapException {
    Optional<String> key = text(memory, arguments[0], arguments[1]);
    if (key.isEmpty()) {
      return Errno.INVALID;
    }
    String value = configuration.get(key.get());
    return value == null
        ? Errno.NO_ENTRY
        : give(memory, value.getBytes(StandardCharsets.UTF_8), arguments[2], arguments[3]);
  }

  private long kvGet(GuestMemory memory, long... arguments) throws TrapException {
    Optional<String> key = key(memory, arguments[0], arguments[1]);
    if (key.isEmpty()) {
      return Errno.INVALID;
    }
    Optional<byte[]> value = store.get(key.get());
    return value.isEmpty() ? Errno.NO_ENTRY : give(memory, value.get(), arguments[2], arguments[3]);
  }

  private long kvSet(GuestMemory memory, long... arguments) throws TrapException {
    Optional<String> key = key(memory, arguments[0], arguments[1]);
    if (key.isEmpty()) {
      return Errno.INVALID;
    }
    if (Integer.toUnsignedLong((int) arguments[3]) > manifest.limits().storeBytes()) {
      return Errno.NO_SPACE;
    }
    byte[] value = bytes(memory, arguments[2], arguments[3], manifest.limits().storeBytes());
    return store.set(key.get(), value) ? 0 : Errno.NO_SPACE;
  }

  private long kvDelete(GuestMemory memory, long... arguments) throws TrapException {
    Optional<String> key = key(memory, arguments[0], arguments[1]);
    if (key.isEmpty()) {
      return Errno.INVALID;
    }
    return store.delete(key.get()) ? 0 : Errno.NO_ENTRY;
  }

  private long random(GuestMemory memory, long... arguments) throws TrapException {
    long length = Integer.toUnsignedLong((int) arguments[1]);
    if (length > MAX_RANDOM) {
      return Errno.TOO_BIG;
    }
    byte[] bytes = new byte[(int) length];
    environment.random().nextBytes(bytes);
    memory.write((int) arguments[0], bytes);
    return 0;
  }

  private long emit(GuestMemory memory, long... arguments) throws TrapException {
    Optional<String> topic = text(memory, arguments[0], arguments[1]);
    if (topic.isEmpty() || !TOPIC.matcher(topic.get()).matches()) {
      return Errno.INVALID;
    }
    if (Integer.toUnsignedLong((int) arguments[3]) > MAX_EVENT) {
      return Errno.TOO_BIG;
    }
    byte[] event = bytes(memory, arguments[2], arguments[3], MAX_EVENT);
    if (!events.take()) {
      return tooMany();
    }
    return services.emit(manifest.id(), topic.get(), event) ? 0 : Errno.AGAIN;
  }

  private long metric(GuestMemory memory, long... arguments) throws TrapException {
    Optional<String> name = text(memory, arguments[0], arguments[1]);
    double value = Double.longBitsToDouble(arguments[2]);
    if (name.isEmpty() || !METRIC.matcher(name.get()).matches() || !Double.isFinite(value)) {
      return Errno.INVALID;
    }
    if (!measurements.take()) {
      return tooMany();
    }
    services.metric(manifest.id(), name.get(), value);
    return 0;
  }

  private long alert(GuestMemory memory, long... arguments) throws TrapException {
    GatewayServices.Severity[] severities = GatewayServices.Severity.values();
    int severity = (int) arguments[0];
    Optional<String> text = text(memory, arguments[1], arguments[2]);
    if (severity < 0 || severity >= severities.length || text.isEmpty()) {
      return Errno.INVALID;
    }
    if (!alerts.take()) {
      return tooMany();
    }
    services.alert(manifest.id(), severities[severity], printable(text.get()));
    return 0;
  }

  private long tooMany() {
    counters.flooded();
    return Errno.AGAIN;
  }

  private long readPoint(GuestMemory memory, long... arguments) throws TrapException {
    Optional<String> name = text(memory, arguments[0], arguments[1]);
    if (name.isEmpty()) {
      return Errno.INVALID;
    }
    Optional<Double> value = services.readPoint(name.get());
    if (value.isEmpty()) {
      return Errno.NO_ENTRY;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    memory.write((int) arguments[2], bytes.putDouble(value.get()).array());
    return 0;
  }

  private long httpSend(GuestMemory memory, long... arguments) throws TrapException {
    if (Integer.toUnsignedLong((int) arguments[1]) > MAX_REQUEST) {
      return Errno.TOO_BIG;
    }
    byte[] request = bytes(memory, arguments[0], arguments[1], MAX_REQUEST);
    if (!requests.take()) {
      return tooMany();
    }
    try {
      boolean reachesPrivate = granted.contains(Capability.HTTP_PRIVATE);
      byte[] answer =
          PluginThread.waiting(
              () -> environment.http().send(request, manifest.hosts(), reachesPrivate));
      return give(memory, answer, arguments[2], arguments[3]);
    } catch (HttpRefusal e) {
      services.log(manifest.id(), GatewayServices.Severity.WARNING, "http: " + e.getMessage());
      return switch (e.kind()) {
        case INVALID -> Errno.INVALID;
        case FORBIDDEN -> forbidden();
        case TOO_LARGE -> Errno.TOO_BIG;
        case FAILED -> Errno.IO;
      };
    }
  }

  private long forbidden() {
    counters.denied(Capability.HTTP);
    return Errno.ACCESS;
  }

  private long vpnState(GuestMemory memory, long... arguments) throws TrapException {
    return give(memory, services.vpnState(), arguments[0], arguments[1]);
  }

  /** The calling thread makes way for others. */
  void makeWay() {
    services.makeWay();
  }

  /** Puts a result there; its length, or that there is not so much room. */
  private static long give(GuestMemory memory, byte[] value, long pointer, long room)
      throws TrapException {
    if (value.length > Integer.toUnsignedLong((int) room)) {
      return Errno.TOO_BIG;
    }
    memory.write((int) pointer, value);
    return value.length;
  }

  private static Optional<String> key(GuestMemory memory, long pointer, long length)
      throws TrapException {
    int size = (int) length;
    return size < 1 || size > KeyValueStore.MAX_KEY_BYTES
        ? Optional.empty()
        : text(memory, pointer, length);
  }

  /** A text, unless it is too long or no UTF-8. */
  private static Optional<String> text(GuestMemory memory, long pointer, long length)
      throws TrapException {
    if (Integer.toUnsignedLong((int) length) > MAX_TEXT) {
      return Optional.empty();
    }
    byte[] bytes = bytes(memory, pointer, length, MAX_TEXT);
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(GuestMemory memory, long pointer, long length, int most)
      throws TrapException {
    return memory.read((int) pointer, (int) length, most);
  }

  /** On one line, whatever it is shown on. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                shown.appendCodePoint(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? '.'
                        : c));
    return shown.toString();
  }
}
