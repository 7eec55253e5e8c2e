package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.EngineException;
import io.omniedge.plugin.engine.HostCall;
import io.omniedge.plugin.engine.MeteredModule;
import io.omniedge.plugin.engine.PluginEngine;
import io.omniedge.plugin.engine.PluginEngine.CompiledModule;
import io.omniedge.plugin.engine.PluginEngine.ModuleInstance;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.module.ModuleImport;
import io.omniedge.plugin.module.ModuleOutline;
import io.omniedge.plugin.pack.Abi;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One version of a plugin, compiled and at work on its thread. Thread-safe. */
final class Generation implements AutoCloseable {
  private static final byte[] NOTHING = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
  private static final String INIT = "init";
  private static final String HEALTH = "health";
  private static final String STATE_SAVE = "state_save";
  private static final String STATE_LOAD = "state_load";

  /** For the thread to come to a call at all, beside the time that the call may take. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final Manifest manifest;
  private final ModuleOutline outline;
  private final PluginThread thread;

  private Generation(Manifest manifest, ModuleOutline outline, PluginThread thread) {
    this.manifest = manifest;
    this.outline = outline;
    this.thread = thread;
  }

  /**
   * Compiles a plugin, starts it, hands it the state of the one before it, and asks how it is.
   *
   * @param state nothing if there is none, or not of its schema
   * @throws PluginFailure if any of that fails; then nothing of it is left
   */
  static Generation start(
      PluginPackage plugin,
      PluginEngine engine,
      HostFunctions functions,
      Watchdog watchdog,
      PluginCounters counters,
      Optional<byte[]> state)
      throws PluginFailure {
    Manifest manifest = plugin.manifest();
    Generation generation;
    try {
      MeteredModule module = MeteredModule.of(plugin.bytes(), manifest.limits().fuel());
      CompiledModule compiled = engine.compile(module);
      Map<ModuleImport, HostCall.Code> imports = functions.bind(module.outline().imports());
      ModuleOutline outline = module.outline();
      PluginThread thread =
          new PluginThread(
              manifest.id(),
              () -> instance(compiled, imports, outline, manifest.limits()),
              manifest.limits().wallMillis(),
              manifest.type().isUrgent() ? null : functions::makeWay,
              watchdog,
              counters);
      generation = new Generation(manifest, outline, thread);
    } catch (InvalidModuleException | EngineException e) {
      throw new PluginFailure(String.valueOf(e.getMessage()));
    }
    try {
      generation.probe(state);
      return generation;
    } catch (PluginFailure e) {
      generation.close();
      throw e;
    }
  }

  private static Guest instance(
      CompiledModule compiled,
      Map<ModuleImport, HostCall.Code> imports,
      ModuleOutline outline,
      Manifest.Limits limits)
      throws EngineException, TrapException, PluginRefusal {
    ModuleInstance made = compiled.instantiate(imports, limits.pages());
    boolean isReady = false;
    try {
      if (has(outline, Abi.INITIALIZE)) {
        long unused = made.call(Abi.INITIALIZE, limits.fuel());
      }
      Guest guest = new Guest(made, limits, has(outline, Abi.FREE));
      if (has(outline, Abi.PREFIX + INIT)) {
        byte[] unused = guest.ask(INIT, NOTHING);
      }
      isReady = true;
      return guest;
    } finally {
      if (!isReady) {
        made.close();
      }
    }
  }

  private static boolean has(ModuleOutline outline, String export) {
    return outline.export(export).isPresent();
  }

  private void probe(Optional<byte[]> state) throws PluginFailure {
    // Without it, one that cannot start would be found out by the first who asks it.
    byte[] unused = await(knows(INIT) ? "start or init" : "start", thread.prepare());
    if (state.isPresent() && knows(STATE_LOAD)) {
      unused = await(STATE_LOAD, state.get());
    }
    if (knows(HEALTH)) {
      unused = await(HEALTH, NOTHING);
    }
  }

  private byte[] await(String call, byte[] document) throws PluginFailure {
    return await(call, thread.askOfLife(call, document));
  }

  private byte[] await(String call, CompletableFuture<byte[]> answer) throws PluginFailure {
    try {
      return answer.get(manifest.limits().wallMillis() + PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new PluginFailure(
          "its " + call + " fails: " + (cause == null ? e : cause).getMessage());
    } catch (TimeoutException e) {
      throw new PluginFailure("its " + call + " does not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PluginFailure("interrupted");
    }
  }

  Manifest manifest() {
    return manifest;
  }

  /** Whether it answers that call. */
  boolean knows(String call) {
    return has(outline, Abi.PREFIX + call);
  }

  CompletableFuture<byte[]> ask(String call, byte[] document) {
    return thread.ask(call, document);
  }

  CompletableFuture<byte[]> askHere(String call, byte[] document) {
    return thread.askHere(call, document);
  }

  /** What a successor may take over; nothing if it has none to give, or fails to. */
  Optional<byte[]> state() {
    if (manifest.stateSchema() == 0 || !knows(STATE_SAVE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(await(STATE_SAVE, NOTHING));
    } catch (PluginFailure e) {
      return Optional.empty();
    }
  }

  /** Makes the calls that wait, then ends. */
  void drain() {
    thread.drain();
  }

  @Override
  public void close() {
    thread.close();
  }
}
