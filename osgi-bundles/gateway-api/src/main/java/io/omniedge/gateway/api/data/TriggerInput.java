package io.omniedge.gateway.api.data;

import java.util.Optional;
import java.util.OptionalDouble;
import org.osgi.annotation.versioning.ProviderType;

/** Takes it from people and from whoever watches machines that a trigger is to fire. A service. */
@ProviderType
public interface TriggerInput {
  /**
   * Fires all triggers of this kind that are about this source. Any thread; returns at once.
   *
   * @param kind {@code MANUAL}, {@code ANOMALY} or {@code ERROR}; the others fire by themselves
   * @param value that gave rise to it
   * @param level of the machine, {@code ok}, {@code advise}, {@code alert}, {@code danger} or
   *     {@code unknown}, if somebody knows
   * @return how many fire
   */
  int fire(Trigger.Kind kind, String source, OptionalDouble value, Optional<String> level);
}
