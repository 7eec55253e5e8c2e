package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.PluginPackage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One plugin at work outside of a gateway, in the same sandbox and within the same limits: for
 * those who make it. Its store begins empty and ends with it. One thread.
 */
public final class LocalHost implements AutoCloseable {
  /** For a call to come back at all; a call is ended long before. */
  private static final long PATIENCE_SECONDS = 30;

  /** Nobody's network waits here, and what runs for the first time is slow. */
  private static final int PATIENCE = 100;

  private final Watchdog watchdog;
  private final PluginSlot slot;
  private final PluginPackage plugin;
  private final Function<PluginCounters, HostFunctions> functions;

  private LocalHost(
      Watchdog watchdog, PluginPackage plugin, Function<PluginCounters, HostFunctions> functions) {
    this.watchdog = watchdog;
    this.plugin = plugin;
    this.functions = functions;
    slot = new PluginSlot(new ChicoryEngine(), watchdog, System::nanoTime, () -> {});
  }

  /**
   * Puts a plugin to work.
   *
   * @param granted of what its manifest names
   * @param configuration values of its form
   * @param environment what it can call, and what it is told about the time
   * @throws PluginFailure if it does not start or is not well
   */
  public static LocalHost start(
      PluginPackage plugin,
      Set<Capability> granted,
      Map<String, String> configuration,
      PluginEnvironment environment)
      throws PluginFailure {
    Watchdog watchdog = new Watchdog(PATIENCE);
    KeyValueStore store = new KeyValueStore(plugin.manifest().limits().storeBytes());
    LocalHost host =
        new LocalHost(
            watchdog,
            plugin,
            counters ->
                new HostFunctions(
                    plugin.manifest(), granted, configuration, store, environment, counters));
    try {
      host.reload();
      return host;
    } catch (PluginFailure e) {
      host.close();
      throw e;
    }
  }

  /**
   * Puts it to work anew in its own place, as a new version would be: it hands over its state.
   *
   * @throws PluginFailure if it does not start or is not well; then it goes on as before
   */
  public void reload() throws PluginFailure {
    slot.install(plugin, functions);
  }

  /**
   * Asks it, and waits for the answer.
   *
   * @param call without prefix
   * @throws PluginRefusal if it answers with an error
   * @throws TrapException if it was ended
   * @throws PluginFailure if it is not asked, for it failed too often
   */
  public byte[] ask(String call, byte[] document)
      throws PluginRefusal, TrapException, PluginFailure {
    CompletableFuture<byte[]> answer = slot.askHere(call, document);
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof PluginRefusal refusal) {
        throw refusal;
      }
      if (cause instanceof TrapException trap) {
        throw trap;
      }
      throw new PluginFailure(String.valueOf((cause == null ? e : cause).getMessage()));
    } catch (TimeoutException e) {
      throw new PluginFailure("its " + call + " does not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PluginFailure("interrupted");
    }
  }

  /** What it did so far. */
  public PluginCounters counters() {
    return slot.counters();
  }

  @Override
  public void close() {
    slot.close();
    watchdog.close();
  }
}
