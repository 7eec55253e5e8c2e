package io.omniedge.gateway.agent.configuration;

import io.omniedge.gateway.agent.configuration.Components.ComponentsException;
import io.omniedge.gateway.agent.configuration.ConfigurationRecord.Trial;
import io.omniedge.gateway.agent.home.Home;
import io.omniedge.gateway.agent.time.Deadline;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration.Outcome;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the manager's wishes in force: checked as a whole, then tried, then confirmed by a new
 * connection to the manager, or undone. One thread; time is a parameter.
 *
 * <pre>
 *                 wrong                                 manager reached by a new connection
 *   wish ──check───────► REFUSED            ┌─────────► APPLIED ──changed here──► OVERRIDDEN
 *          │ right        ▲ fails           │
 *          └─ snapshot ─ apply ─────► TRIAL ┤
 *                         │                 └─────────► REVERTED
 *                         └ killed meanwhile: REVERTED    not reached in time, or complaints
 * </pre>
 */
public final class RemoteConfiguration {
  private static final Logger LOG = System.getLogger(RemoteConfiguration.class.getName());

  private static final String FILE = "configuration";

  /** Components are told of a change by other threads: what it does shows a moment later. */
  private static final long MOST_SETTLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Home home;
  private final Components components;
  private ConfigurationRecord record = ConfigurationRecord.NONE;
  private Set<PropertyError> complaintsBefore = Set.of();
  private Set<String> touched = Set.of();
  private final Deadline settle = new Deadline();
  private final Deadline giveUp = new Deadline();
  private boolean isSettled;
  private long settledNanos;
  private @Nullable DesiredConfiguration held;
  private long refused;
  private String problem = "";
  private long seenSnapshot = -1;
  private volatile String lastReported = "{}";

  /** Reads what became of the last wish. */
  public RemoteConfiguration(Home home, Components components) throws IOException {
    this.home = home;
    this.components = components;
    Optional<byte[]> stored = home.read(FILE);
    try {
      record =
          stored.isEmpty() ? ConfigurationRecord.NONE : ConfigurationRecord.fromBytes(stored.get());
    } catch (ProtocolException e) {
      problem = "the record of the remote configuration is damaged: " + e.getMessage();
    }
  }

  /** Goes on where the last run ended. Call it once, before anything else. */
  public void start(long nowNanos) {
    if (record.trial().isEmpty()) {
      return;
    }
    Trial trial = record.trial().get();
    if (trial.isApplied()) {
      beginTrial(trial, nowNanos);
    } else {
      revert(trial, Outcome.REVERTED, "the gateway restarted while it was being changed");
    }
  }

  /** A message of the topic desired. */
  public void offer(byte[] message, VerifyKey manager, String device, long nowNanos) {
    DesiredConfiguration wanted;
    try {
      wanted = DesiredConfiguration.verified(message, manager);
      if (!wanted.device().equals(device)) {
        throw new ProtocolException("device", wanted.device(), "it is for another device");
      }
      if (wanted.revision() < record.revision()) {
        throw new ProtocolException(
            "revision",
            Long.toString(wanted.revision()),
            "it is older than revision " + record.revision());
      }
    } catch (ProtocolException e) {
      refused++;
      problem = "a remote configuration was refused: " + e.getMessage();
      return;
    }
    problem = "";
    if (wanted.revision() == record.revision()) {
      return; // retained: it comes with every connection
    }
    if (isOnTrial()) {
      held = wanted;
    } else {
      begin(wanted, nowNanos);
    }
  }

  private void begin(DesiredConfiguration wanted, long nowNanos) {
    try {
      if (isUndone() && wanted.answered() < record.revision()) {
        refuse(
            wanted,
            "it was made before the manager knew that revision "
                + record.revision()
                + " was "
                + record.outcome().text(),
            List.of());
        return;
      }
      List<PropertyError> errors = components.check(wanted);
      if (!errors.isEmpty()) {
        refuse(
            wanted,
            errors.size() == 1 ? "1 property is wrong" : errors.size() + " properties are wrong",
            errors);
        return;
      }
      touched = new TreeSet<>(wanted.components().keySet());
      complaintsBefore = Set.copyOf(components.complaints(touched));
      Trial trial = new Trial(components.snapshot(), false, wanted.confirmSeconds());
      store(
          new ConfigurationRecord(
              wanted.revision(),
              Outcome.TRIAL,
              "",
              List.of(),
              Optional.of(trial),
              JsonObject.EMPTY));
      try {
        components.apply(wanted);
        trial = new Trial(trial.before(), true, trial.confirmSeconds());
        store(
            new ConfigurationRecord(
                wanted.revision(),
                Outcome.TRIAL,
                "",
                List.of(),
                Optional.of(trial),
                components.digests(names(wanted))));
      } catch (ComponentsException e) {
        revert(trial, Outcome.REFUSED, String.valueOf(e.getMessage()));
        return;
      }
      beginTrial(trial, nowNanos);
    } catch (ComponentsException | IOException e) {
      LOG.log(Level.ERROR, "revision {0}: {1}", wanted.revision(), e.getMessage());
      problem = "revision " + wanted.revision() + " cannot be tried: " + e.getMessage();
    }
  }

  /** Whether the last wish did no good; one that was made on top of it would do it again. */
  private boolean isUndone() {
    return record.outcome() == Outcome.REFUSED || record.outcome() == Outcome.REVERTED;
  }

  private void refuse(DesiredConfiguration wanted, String reason, List<PropertyError> errors)
      throws IOException {
    store(
        new ConfigurationRecord(
            wanted.revision(),
            Outcome.REFUSED,
            reason,
            errors,
            Optional.empty(),
            JsonObject.EMPTY));
  }

  private static JsonObject names(DesiredConfiguration wanted) {
    JsonObject.Builder names = JsonObject.builder();
    for (Map.Entry<String, ComponentSettings> entry : wanted.components().entrySet()) {
      names.put(entry.getKey(), entry.getValue().properties());
    }
    for (String pid : wanted.deleted()) {
      names.put(pid, JsonObject.EMPTY);
    }
    return names.build();
  }

  private void beginTrial(Trial trial, long nowNanos) {
    long confirm = TimeUnit.SECONDS.toNanos(trial.confirmSeconds());
    isSettled = false;
    settle.in(nowNanos, Math.min(MOST_SETTLE_NANOS, confirm / 3));
    giveUp.in(nowNanos, confirm);
    LOG.log(
        Level.INFO,
        "revision {0} of the configuration is on trial for {1} s",
        Long.toString(record.revision()),
        trial.confirmSeconds());
  }

  /** Whether a wish is in force and not confirmed. */
  public boolean isOnTrial() {
    return record.trial().isPresent();
  }

  /**
   * Looks at the time.
   *
   * @return whether a new connection to the manager is to be made now, which proves that the
   *     gateway can still reach it
   */
  public boolean tick(long nowNanos) {
    goOn(nowNanos);
    if (record.trial().isEmpty()) {
      return false;
    }
    Trial trial = record.trial().get();
    if (giveUp.isOver(nowNanos)) {
      revert(
          trial,
          Outcome.REVERTED,
          "the manager could not be reached for " + trial.confirmSeconds() + " s after the change");
      return true;
    }
    if (settle.isOver(nowNanos)) {
      settle.clear();
      List<PropertyError> complaints = new ArrayList<>(components.complaints(touched));
      complaints.removeAll(complaintsBefore);
      if (!complaints.isEmpty()) {
        record =
            new ConfigurationRecord(
                record.revision(), Outcome.TRIAL, "", complaints, record.trial(), record.digests());
        revert(trial, Outcome.REVERTED, "components complained about it");
        return true;
      }
      isSettled = true;
      settledNanos = nowNanos;
      return true;
    }
    return false;
  }

  /**
   * The manager's broker acknowledged something that was sent over a connection begun at this time.
   */
  public void reached(long linkBegunNanos) {
    if (isOnTrial() && isSettled && linkBegunNanos - settledNanos >= 0) {
      endTrial();
      LOG.log(Level.INFO, "revision {0} of the configuration is confirmed", record.revision());
      tryStore(record.ended(Outcome.APPLIED, ""));
    }
  }

  /** Takes what waited for the end of a trial; a tick later, so that the end is reported before. */
  private void goOn(long nowNanos) {
    DesiredConfiguration next = held;
    if (next != null && !isOnTrial()) {
      held = null;
      if (next.revision() > record.revision()) {
        begin(next, nowNanos);
      }
    }
  }

  private void endTrial() {
    settle.clear();
    giveUp.clear();
    isSettled = false;
  }

  private void revert(Trial trial, Outcome outcome, String reason) {
    endTrial();
    held = null; // it comes again with the next connection, once the manager can know of this
    LOG.log(
        Level.WARNING,
        "revision {0} of the configuration is undone: {1}",
        Long.toString(record.revision()),
        reason);
    String said = reason;
    try {
      components.rollback(trial.before());
    } catch (ComponentsException e) {
      LOG.log(Level.ERROR, "going back to snapshot " + trial.before() + " failed", e);
      said = reason + "; and going back to what was failed: " + e.getMessage();
    }
    tryStore(record.ended(outcome, said));
  }

  private void tryStore(ConfigurationRecord next) {
    try {
      store(next);
    } catch (IOException e) {
      // In force all the same; after a restart the trial is run once more.
      record = next;
      problem = "the record of the remote configuration cannot be written: " + e.getMessage();
      LOG.log(Level.ERROR, problem);
    }
  }

  private void store(ConfigurationRecord next) throws IOException {
    home.write(FILE, next.toBytes());
    record = next;
    seenSnapshot = -1;
  }

  /** Nanoseconds until {@link #tick} has something to do; {@link Deadline#NEVER} for never. */
  public long left(long nowNanos) {
    if (held != null && !isOnTrial()) {
      return 0;
    }
    return Math.min(settle.left(nowNanos), giveUp.left(nowNanos));
  }

  /** Whether anything changed since the last {@link #reported}; quick. */
  public boolean hasChanged() {
    try {
      return components.newestSnapshot() != seenSnapshot;
    } catch (ComponentsException e) {
      return false;
    }
  }

  /** The message for the topic reported, or nothing if the configuration cannot be read now. */
  public Optional<byte[]> reported() {
    try {
      long newest = components.newestSnapshot();
      if (record.outcome() == Outcome.APPLIED
          && !components.digests(record.digests()).equals(record.digests())) {
        tryStore(
            record.ended(Outcome.OVERRIDDEN, "somebody changed the configuration on the gateway"));
      }
      byte[] message =
          new ReportedConfiguration(
                  record.revision(),
                  record.outcome(),
                  shortened(record.reason()),
                  newest,
                  record.errors(),
                  components.current())
              .toBytes();
      seenSnapshot = newest;
      lastReported = new String(message, StandardCharsets.UTF_8);
      if (message.length > ReportedConfiguration.MAX_BYTES) {
        problem = "the configuration has " + message.length + " bytes, too many to report";
        return Optional.empty();
      }
      return Optional.of(message);
    } catch (ComponentsException e) {
      problem = "the configuration cannot be read: " + e.getMessage();
      return Optional.empty();
    }
  }

  /** What was reported last, for a support bundle; any thread. */
  public String lastReported() {
    return lastReported;
  }

  private static String shortened(String text) {
    return text.length() <= 1000 ? text : text.substring(0, 1000);
  }

  /** The message for the topic forms. */
  public Optional<byte[]> forms() {
    try {
      return Optional.of(components.forms().toBytes());
    } catch (ComponentsException e) {
      problem = "the forms cannot be read: " + e.getMessage();
      return Optional.empty();
    }
  }

  /** Wishes that were forged, old or for somebody else. */
  public long refused() {
    return refused;
  }

  /** What is wrong; empty if nothing is. */
  public String problem() {
    return problem;
  }
}
