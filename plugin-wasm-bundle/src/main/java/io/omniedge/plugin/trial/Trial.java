package io.omniedge.plugin.trial;

import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.host.LocalHost;
import io.omniedge.plugin.host.PluginEnvironment;
import io.omniedge.plugin.host.PluginFailure;
import io.omniedge.plugin.host.PluginRefusal;
import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.module.ModuleOutline;
import io.omniedge.plugin.module.Preflight;
import io.omniedge.plugin.pack.Abi;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.ConfigurationProperty;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A plugin under trial: it gets the calls of a recording, one after the other. One thread. */
public final class Trial implements AutoCloseable {
  /** Always the same randomness: a recording gives the same answers tomorrow. */
  private static final long SEED = 1;

  private static final JsonObject NOTHING = JsonObject.builder().put("v", 1).build();

  private final ModuleOutline outline;
  private final Witness witness;
  private final LocalHost host;
  private final int outputBytes;

  /**
   * What became of a call.
   *
   * @param answer as text; of bytes that are no JSON, how many; empty if there is none
   * @param problem why it is not as expected; nothing if it is
   * @param error what it answered in the place of an answer; empty if it did not
   * @param lines of log, events, metrics and alerts
   * @param fuel instructions it took
   * @param nanos of the clock
   */
  public record Outcome(
      String answer,
      Optional<String> problem,
      String error,
      List<String> lines,
      long fuel,
      long nanos) {
    /** Copies. */
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  private Trial(ModuleOutline outline, Witness witness, LocalHost host, int outputBytes) {
    this.outline = outline;
    this.witness = witness;
    this.host = host;
    this.outputBytes = outputBytes;
  }

  /**
   * Puts a plugin to work with what a recording gives it.
   *
   * @throws TrialFailure if it does not start
   */
  public static Trial start(PluginPackage plugin, Recording recording) throws TrialFailure {
    Manifest manifest = plugin.manifest();
    Witness witness = new Witness(recording);
    try {
      LocalHost host =
          LocalHost.start(
              plugin,
              granted(manifest, recording.denied()),
              configuration(manifest, recording.configuration()),
              new PluginEnvironment(
                  manifest.minHost().orElse(manifest.version()),
                  witness,
                  witness,
                  () -> witness.millis() * 1_000_000,
                  new Random(SEED),
                  PluginEnvironment.OFFLINE));
      return new Trial(
          Preflight.check(plugin.bytes()), witness, host, manifest.limits().outputBytes());
    } catch (PluginFailure | InvalidModuleException e) {
      throw new TrialFailure(String.valueOf(e.getMessage()), witness.takeLines());
    }
  }

  private static Set<Capability> granted(Manifest manifest, Set<Capability> denied) {
    EnumSet<Capability> granted = EnumSet.noneOf(Capability.class);
    granted.addAll(manifest.required());
    granted.addAll(manifest.optional());
    granted.removeAll(denied);
    return granted;
  }

  private static Map<String, String> configuration(Manifest manifest, Map<String, String> given) {
    Map<String, String> configuration = new TreeMap<>();
    for (ConfigurationProperty property : manifest.configuration()) {
      property.initial().ifPresent(value -> configuration.put(property.id(), value));
    }
    configuration.putAll(given);
    return configuration;
  }

  /** Makes a call. */
  public Outcome replay(RecordedCall call) {
    call.nowMillis().ifPresent(witness::isNow);
    long fuel = host.counters().fuel();
    long nanos = host.counters().nanos();
    String text = "";
    String error = "";
    Optional<String> problem;
    try {
      if (call.call().equals(RecordedCall.RELOAD)) {
        host.reload();
        problem = Optional.empty();
      } else if (outline.export(Abi.PREFIX + call.call()).isEmpty()) {
        error = "unsupported";
        problem = check(call, error, "it does not export " + Abi.PREFIX + call.call());
      } else {
        byte[] answer = host.ask(call.call(), call.document());
        text = text(answer);
        problem = check(call, answer);
      }
    } catch (PluginRefusal e) {
      error = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      problem = check(call, error, String.valueOf(e.getMessage()));
    } catch (TrapException e) {
      error = "ended";
      problem = check(call, error, String.valueOf(e.getMessage()));
    } catch (PluginFailure e) {
      error = "failed";
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    return new Outcome(
        text,
        problem,
        error,
        witness.takeLines(),
        host.counters().fuel() - fuel,
        host.counters().nanos() - nanos);
  }

  private static String text(byte[] answer) {
    try {
      return new String(answer, StandardCharsets.UTF_8).isBlank()
          ? ""
          : JsonReader.read(answer, answer.length).toJson();
    } catch (ProtocolException e) {
      return answer.length + " bytes";
    }
  }

  private static Optional<String> check(RecordedCall call, String error, String reason) {
    if (call.error().isPresent()) {
      return call.error().get().equals(error)
          ? Optional.empty()
          : Optional.of(reason + "; expected the error " + call.error().get());
    }
    return Optional.of(reason);
  }

  private Optional<String> check(RecordedCall call, byte[] answer) {
    if (call.error().isPresent()) {
      return Optional.of("it answers; expected the error " + call.error().get());
    }
    if (call.answer().isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonObject found = answer.length == 0 ? NOTHING : JsonReader.readObject(answer, outputBytes);
      return Difference.find(call.answer().get(), found);
    } catch (ProtocolException e) {
      return Optional.of("its answer is no document: " + e.getMessage());
    }
  }

  /** What the plugin logged while it started. */
  public List<String> takeLines() {
    return witness.takeLines();
  }

  @Override
  public void close() {
    host.close();
  }
}
