package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.GuestMemory;
import io.omniedge.plugin.engine.HostCall;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.host.GatewayServices.Severity;
import io.omniedge.plugin.module.Signature;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.Manifest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * As much of WASI as the standard libraries of toolchains ask for before anybody wants anything of
 * them [WASI snapshot preview 1]: two outputs that end in the plugin's log, the time, randomness,
 * an environment without variables, arguments and files. There is no more of it here.
 */
final class WasiShim {
  static final String MODULE = "wasi_snapshot_preview1";

  private static final int SUCCESS = 0;
  private static final int ACCESS = 2;
  private static final int BAD_FILE = 8;
  private static final int INVALID = 28;
  private static final int NO_SEEK = 70;

  private static final int MOST_BUFFERS = 16;
  private static final int MOST_OUTPUT = 1_024;
  private static final int MOST_RANDOM = 4_096;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final byte CHARACTER_DEVICE = 2;

  private final Manifest manifest;
  private final PluginEnvironment environment;
  private final RateLimit lines;
  private final PluginCounters counters;
  private final Map<String, HostFunction> functions = new HashMap<>();

  /**
   * For a plugin.
   *
   * @param lines that it may log
   */
  WasiShim(
      Manifest manifest, PluginEnvironment environment, RateLimit lines, PluginCounters counters) {
    this.manifest = manifest;
    this.environment = environment;
    this.lines = lines;
    this.counters = counters;
    add("fd_write", Optional.of(Capability.LOG), "iiii", this::write);
    add("fd_close", Optional.empty(), "i", (memory, arguments) -> BAD_FILE);
    add("fd_seek", Optional.empty(), "iIii", (memory, arguments) -> NO_SEEK);
    add("fd_fdstat_get", Optional.empty(), "ii", WasiShim::status);
    add("clock_time_get", Optional.of(Capability.TIME), "iIi", this::time);
    add("random_get", Optional.of(Capability.RANDOM), "ii", this::random);
    add("environ_sizes_get", Optional.empty(), "ii", WasiShim::none);
    add("environ_get", Optional.empty(), "ii", (memory, arguments) -> SUCCESS);
    add("args_sizes_get", Optional.empty(), "ii", WasiShim::none);
    add("args_get", Optional.empty(), "ii", (memory, arguments) -> SUCCESS);
    functions.put(
        "proc_exit",
        new HostFunction(
            Optional.empty(),
            new Signature("i", ""),
            ACCESS,
            (memory, arguments) -> {
              throw new TrapException(
                  TrapException.Kind.TRAP, "it gave up with status " + (int) arguments[0]);
            }));
  }

  private void add(
      String name, Optional<Capability> capability, String parameters, HostCall.Code code) {
    functions.put(name, new HostFunction(capability, new Signature(parameters, "i"), ACCESS, code));
  }

  /** The function of that name. */
  Optional<HostFunction> find(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  private long write(GuestMemory memory, long... arguments) throws TrapException {
    int file = (int) arguments[0];
    int count = (int) arguments[2];
    if (file != STDOUT && file != STDERR) {
      return BAD_FILE;
    }
    if (count < 0 || count > MOST_BUFFERS) {
      return INVALID;
    }
    ByteBuffer buffers = little(memory.read((int) arguments[1], count * 8, MOST_BUFFERS * 8));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int written = 0;
    for (int i = 0; i < count; i++) {
      int at = buffers.getInt();
      int length = buffers.getInt();
      int room = MOST_OUTPUT - text.size();
      int taken = length < 0 ? room : Math.min(length, room); // unsigned
      text.writeBytes(memory.read(at, taken, MOST_OUTPUT));
      written += taken;
    }
    memory.write((int) arguments[3], int32(written));
    Severity severity = file == STDOUT ? Severity.INFO : Severity.WARNING;
    for (String line : text.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        if (lines.take()) {
          environment.services().log(manifest.id(), severity, HostFunctions.printable(line));
        } else {
          counters.flooded();
        }
      }
    }
    return SUCCESS;
  }

  private static long status(GuestMemory memory, long... arguments) throws TrapException {
    int file = (int) arguments[0];
    if (file != STDOUT && file != STDERR) {
      return BAD_FILE;
    }
    byte[] status = new byte[24];
    status[0] = CHARACTER_DEVICE;
    status[8] = 1 << 6; // the right to write
    memory.write((int) arguments[1], status);
    return SUCCESS;
  }

  private long time(GuestMemory memory, long... arguments) throws TrapException {
    long nanos =
        switch ((int) arguments[0]) {
          case 0 -> TimeUnit.MILLISECONDS.toNanos(environment.clock().millis());
          case 1 -> environment.nanos().getAsLong();
          default -> -1;
        };
    if ((int) arguments[0] > 1 || (int) arguments[0] < 0) {
      return INVALID;
    }
    memory.write(
        (int) arguments[2],
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(nanos).array());
    return SUCCESS;
  }

  private long random(GuestMemory memory, long... arguments) throws TrapException {
    int length = (int) arguments[1];
    if (length < 0 || length > MOST_RANDOM) {
      return INVALID;
    }
    byte[] bytes = new byte[length];
    environment.random().nextBytes(bytes);
    memory.write((int) arguments[0], bytes);
    return SUCCESS;
  }

  private static long none(GuestMemory memory, long... arguments) throws TrapException {
    memory.write((int) arguments[0], int32(0));
    memory.write((int) arguments[1], int32(0));
    return SUCCESS;
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
