package io.omniedge.plugin.host;

import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.TrustedKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A plugin of this gateway, at work or not. It stays the same object over versions, settings and
 * failures. What changes it is the thread of {@link Plugins}; asking and looking are for any.
 */
public final class InstalledPlugin {
  /** What becomes of it. */
  public enum State {
    /** It is asked. */
    ACTIVE,
    /**
     * It is installed and not in force: somebody does not want it to run, or it waits for settings
     * that it cannot do without, which are its problems then.
     */
    DISABLED,
    /** It does not get to work. */
    FAILED,
    /** It worked, and so badly that it is not to run. */
    QUARANTINED
  }

  /** Of one moment; seen as a whole. */
  record View(
      PluginPackage plugin, String sha256, State state, List<String> problems, long generation) {}

  private final PluginSlot slot;
  private final KeyValueStore values;
  private volatile View view;

  // Of the thread of Plugins alone.
  private long triedSinceNanos;
  private long triedSinceCalls;
  private boolean isOnTrial;

  InstalledPlugin(PluginSlot slot, KeyValueStore values, View view) {
    this.slot = slot;
    this.values = values;
    this.view = view;
  }

  PluginSlot slot() {
    return slot;
  }

  KeyValueStore values() {
    return values;
  }

  View view() {
    return view;
  }

  void show(PluginPackage plugin, String sha256, State state, List<String> problems) {
    long generation = view.generation + (state == State.ACTIVE ? 1 : 0);
    view = new View(plugin, sha256, state, List.copyOf(problems), generation);
  }

  /** From now on it has to prove itself. */
  void tryFrom(long nowNanos) {
    isOnTrial = true;
    triedSinceNanos = nowNanos;
    triedSinceCalls = callsOk();
  }

  /** Whether it has to prove itself still. */
  boolean isOnTrial(long nowNanos) {
    if (isOnTrial
        && (nowNanos - triedSinceNanos >= Plugins.TRIAL_NANOS
            || callsOk() - triedSinceCalls >= Plugins.TRIAL_CALLS)) {
      isOnTrial = false;
    }
    return isOnTrial;
  }

  private long callsOk() {
    return counters().calls(PluginCounters.Result.OK);
  }

  /** What it says of itself. */
  public Manifest manifest() {
    return view.plugin.manifest();
  }

  /** Of its package, in hexadecimal. */
  public String sha256() {
    return view.sha256;
  }

  /** Whose signature it has; nothing if it has none. */
  public Optional<TrustedKey> signer() {
    return view.plugin.signer();
  }

  /** What becomes of it. */
  public State state() {
    return view.state;
  }

  /** What is wrong, one sentence each. */
  public List<String> problems() {
    return view.problems;
  }

  /** How often another version or other settings of it got to work. */
  public long generation() {
    return view.generation;
  }

  /** Over all its versions since the gateway runs. */
  public PluginCounters counters() {
    return slot.counters();
  }

  /** Whether it is not asked for a while because it failed too often. */
  public boolean isResting() {
    return slot.isResting();
  }

  /** What it keeps, in bytes. */
  public int storedBytes() {
    return values.usedBytes();
  }

  /** Whether the version at work answers that call. */
  public boolean knows(String call) {
    return slot.knows(call);
  }

  /** Asks it; does not wait. The answer fails as {@link PluginSlot#ask} says. */
  public CompletableFuture<byte[]> ask(String call, byte[] document) {
    return slot.ask(call, document);
  }

  /** The same on the calling thread if it is idle; for who waits for the answer anyway. */
  public CompletableFuture<byte[]> askHere(String call, byte[] document) {
    return slot.askHere(call, document);
  }
}
