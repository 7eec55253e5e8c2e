package io.omniedge.transport.uapi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers the changes it gets and answers with a given state. Any thread. */
final class RecordingTarget implements ConfigurationTarget {
  final List<DeviceChange> changes = new CopyOnWriteArrayList<>();
  volatile DeviceState state = new DeviceState(null, 0, 0, List.of());
  volatile @Nullable ApplyException refusal;

  @Override
  public void apply(DeviceChange change) throws ApplyException {
    ApplyException e = refusal;
    if (e != null) {
      throw e;
    }
    changes.add(change);
  }

  @Override
  public DeviceState state() throws ApplyException {
    ApplyException e = refusal;
    if (e != null) {
      throw e;
    }
    return state;
  }

  DeviceChange onlyChange() {
    if (changes.size() != 1) {
      throw new AssertionError(changes.size() + " changes arrived");
    }
    return changes.get(0);
  }
}
