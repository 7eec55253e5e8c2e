package org.eclipse.kura.watchdog;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Restarts the gateway when a critical component stays silent. */
@ProviderType
public interface WatchdogService {
  @Deprecated
  void startWatchdog();

  @Deprecated
  void stopWatchdog();

  /** Milliseconds. */
  int getHardwareTimeout();

  @Deprecated
  void registerCriticalService(CriticalComponent criticalComponent);

  @Deprecated
  void unregisterCriticalService(CriticalComponent criticalComponent);

  void registerCriticalComponent(CriticalComponent criticalComponent);

  void unregisterCriticalComponent(CriticalComponent criticalComponent);

  List<CriticalComponent> getCriticalComponents();

  void checkin(CriticalComponent criticalComponent);
}
