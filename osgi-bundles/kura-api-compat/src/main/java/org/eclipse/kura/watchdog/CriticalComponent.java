package org.eclipse.kura.watchdog;

import org.osgi.annotation.versioning.ConsumerType;

/** Promises to check in regularly. A broken promise restarts the gateway. */
@ConsumerType
public interface CriticalComponent {
  String getCriticalComponentName();

  /** Milliseconds. */
  int getCriticalComponentTimeout();
}
