package io.omniedge.gateway.api.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says what becomes of samples. A service; there may be none. Its methods may take as long as a
 * plugin may, and are for a thread that can wait.
 */
@ConsumerType
public interface TriageAdvisor {
  /**
   * Another number than before if the buffers are to be configured and the triggers asked for anew.
   * Any thread; returns at once.
   */
  long generation();

  /**
   * Tells how much is kept.
   *
   * @param maxBytes of all buffers together
   * @param maxSeconds that they reach back
   * @param sources that there are
   */
  void configureBuffer(long maxBytes, long maxSeconds, List<String> sources);

  /** When it wants to be asked. */
  List<Trigger> triggers();

  /**
   * A trigger fired.
   *
   * @param trigger name of it
   * @param millis when, since 1970
   * @param source whose value it was
   * @param value that fired it; nothing for a periodic one
   * @param level of the machine, {@code ok}, {@code advise}, {@code alert}, {@code danger} or
   *     {@code unknown}, if somebody knows
   */
  TriageAction onTrigger(
      String trigger, long millis, String source, OptionalDouble value, Optional<String> level);
}
