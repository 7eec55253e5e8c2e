package io.omniedge.gateway.configuration;

import io.omniedge.gateway.configuration.snapshot.SnapshotStore;
import io.omniedge.gateway.configuration.snapshot.StoredConfiguration;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the whole gateway, and the one way to change it: all at once or not at all,
 * one change after the other, the snapshot before the deed. Thread-safe.
 *
 * <p>The lock is held while ConfigurationAdmin is called, which tells components on threads of its
 * own. Nothing that the framework calls back into takes it.
 */
final class ConfigurationState {
  /** What a change makes of the configurations, by pid. */
  @FunctionalInterface
  interface Edit {
    void change(SortedMap<String, StoredConfiguration> all) throws KuraException;
  }

  private static final long NO_SNAPSHOT = -1;

  private final RunningConfigurations running;
  private final SnapshotStore snapshots;
  private final Secrets secrets;
  private final Logger log;
  private final ReentrantLock lock = new ReentrantLock();

  ConfigurationState(
      RunningConfigurations running, SnapshotStore snapshots, Secrets secrets, Logger log) {
    this.running = running;
    this.snapshots = snapshots;
    this.secrets = secrets;
    this.log = log;
  }

  /** The configurations as they are, by pid. */
  SortedMap<String, StoredConfiguration> all() throws KuraException {
    lock.lock();
    try {
      return running.read();
    } catch (IOException e) {
      throw unreadable(e);
    } finally {
      lock.unlock();
    }
  }

  /** The properties of one as its component sees them; null if there is none. */
  @Nullable Map<String, Object> properties(String pid) throws KuraException {
    lock.lock();
    try {
      return running.withAdded(pid);
    } catch (IOException e) {
      throw unreadable(e);
    } finally {
      lock.unlock();
    }
  }

  /** What a bundle that knows nothing of us had configured, for the first start of a component. */
  Map<String, Object> foreign(String servicePid) throws KuraException {
    lock.lock();
    try {
      return running.foreign(servicePid);
    } catch (IOException e) {
      throw unreadable(e);
    } finally {
      lock.unlock();
    }
  }

  /** Changes the configuration; the snapshot's id, or -1 without one. */
  long change(boolean takeSnapshot, Edit edit) throws KuraException {
    lock.lock();
    try {
      SortedMap<String, StoredConfiguration> before = running.read();
      SortedMap<String, StoredConfiguration> after = new TreeMap<>(before);
      edit.change(after);
      long id = takeSnapshot ? snapshots.write(after.values()) : NO_SNAPSHOT;
      try {
        running.apply(before, after);
      } catch (IOException | RuntimeException e) {
        throw undone(before, after, id, e);
      }
      report(before, after, id);
      return id;
    } catch (IOException e) {
      throw unreadable(e);
    } finally {
      lock.unlock();
    }
  }

  private KuraException undone(
      SortedMap<String, StoredConfiguration> before,
      SortedMap<String, StoredConfiguration> after,
      long id,
      Exception reason) {
    KuraException told =
        new KuraException(
            KuraErrorCode.CONFIGURATION_UPDATE,
            reason,
            "nothing was changed, because ConfigurationAdmin refused",
            reason.getMessage());
    try {
      if (id != NO_SNAPSHOT) {
        snapshots.delete(id);
      }
      running.apply(after, before);
    } catch (IOException | RuntimeException e) {
      told.addSuppressed(e);
      log.log(Level.ERROR, "cannot take a failed change back; the next start will", e);
    }
    return told;
  }

  private void report(
      SortedMap<String, StoredConfiguration> before,
      SortedMap<String, StoredConfiguration> after,
      long id) {
    List<String> changes = new ArrayList<>();
    SortedSet<String> pids = new TreeSet<>(before.keySet());
    pids.addAll(after.keySet());
    for (String pid : pids) {
      if (!after.containsKey(pid)) {
        changes.add("deleted " + pid);
      } else if (!before.containsKey(pid)) {
        changes.add("created " + pid);
      } else if (!Objects.equals(before.get(pid), after.get(pid))) {
        changes.add("updated " + pid);
      }
    }
    String snapshot = id == NO_SNAPSHOT ? "" : "; snapshot " + id;
    if (!changes.isEmpty()) {
      log.log(Level.INFO, "configuration: " + String.join(", ", changes) + snapshot);
    }
  }

  /** Puts the newest readable snapshot in force; without one leaves everything as it is. */
  void restore() throws KuraException {
    lock.lock();
    try {
      List<Long> newestFirst = new ArrayList<>(snapshots.ids());
      Collections.reverse(newestFirst);
      Map.Entry<Long, SortedMap<String, StoredConfiguration>> found = firstReadable(newestFirst);
      if (found != null) {
        // What is there already came from files of the deploy folder, and is no snapshot's to take.
        running.apply(new TreeMap<>(), found.getValue());
        log.log(Level.INFO, "configuration: started with " + snapshots.file(found.getKey()));
      }
    } catch (IOException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_UPDATE, e, e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** The newest readable snapshot before the newest one. */
  long previous() throws KuraException {
    lock.lock();
    try {
      List<Long> older = new ArrayList<>(snapshots.ids());
      Collections.reverse(older);
      Map.Entry<Long, SortedMap<String, StoredConfiguration>> found =
          firstReadable(older.stream().skip(1).toList());
      if (found == null) {
        throw new KuraException(
            KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND, "there is no readable older snapshot");
      }
      return found.getKey();
    } finally {
      lock.unlock();
    }
  }

  private Map.@Nullable Entry<Long, SortedMap<String, StoredConfiguration>> firstReadable(
      List<Long> ids) {
    for (Long id : ids) {
      try {
        return Map.entry(id, decoded(id));
      } catch (KuraException e) {
        log.log(Level.WARNING, "skipped a broken snapshot: " + e.getMessage());
      }
    }
    return null;
  }

  SortedSet<Long> snapshotIds() throws KuraException {
    lock.lock();
    try {
      return snapshots.ids();
    } finally {
      lock.unlock();
    }
  }

  /** The configurations of a snapshot, by pid. */
  SortedMap<String, StoredConfiguration> snapshot(long id) throws KuraException {
    lock.lock();
    try {
      return decoded(id);
    } finally {
      lock.unlock();
    }
  }

  private SortedMap<String, StoredConfiguration> decoded(long id) throws KuraException {
    SortedMap<String, StoredConfiguration> all = snapshots.read(id);
    for (Map.Entry<String, StoredConfiguration> entry : all.entrySet()) {
      StoredConfiguration stored = entry.getValue();
      entry.setValue(stored.with(secrets.sealed(stored.properties(), Map.of())));
    }
    return all;
  }

  private static KuraException unreadable(IOException e) {
    return new KuraException(
        KuraErrorCode.CONFIGURATION_ERROR, e, "cannot read ConfigurationAdmin", e.getMessage());
  }
}
