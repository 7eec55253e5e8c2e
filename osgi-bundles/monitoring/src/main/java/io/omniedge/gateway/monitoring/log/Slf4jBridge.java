package io.omniedge.gateway.monitoring.log;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives records to SLF4J, which is where Kura's log is; java.util.logging ends at standard error
 * there. Thread-safe.
 */
public final class Slf4jBridge extends Handler {
  /** Would give every record back to java.util.logging: that of SLF4J 2, and that of 1.7. */
  private static final String[] BACK = {
    "org.slf4j.jul.JDK14LoggerFactory", "org.slf4j.impl.JDK14LoggerFactory"
  };

  /** Nothing is bound: what it is given, it drops. */
  private static final String NOWHERE = "org.slf4j.helpers.NOPLoggerFactory";

  /** Whoever put it there bridges already. */
  private static final String OTHER_BRIDGE = "org.slf4j.bridge.SLF4JBridgeHandler";

  private final Formatter formatter = new SimpleFormatter();

  /** Against a binding we do not know that comes back to us: a loop would end the gateway. */
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  private Slf4jBridge() {}

  /** A bridge, where there is an SLF4J that leads elsewhere. */
  public static Optional<Handler> ifItLeadsElsewhere() {
    boolean bridged =
        Arrays.stream(java.util.logging.Logger.getLogger("").getHandlers())
            .anyMatch(handler -> handler.getClass().getName().equals(OTHER_BRIDGE));
    if (bridged) {
      return Optional.empty();
    }
    try {
      String binding = LoggerFactory.getILoggerFactory().getClass().getName();
      return binding.equals(NOWHERE) || Arrays.asList(BACK).contains(binding)
          ? Optional.empty()
          : Optional.of(new Slf4jBridge());
    } catch (NoClassDefFoundError e) {
      return Optional.empty(); // no SLF4J on this platform
    }
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record) || inside.get()) {
      return;
    }
    inside.set(true);
    try {
      give(record);
    } finally {
      inside.remove();
    }
  }

  private void give(LogRecord record) {
    Logger to = LoggerFactory.getLogger(Objects.requireNonNullElse(record.getLoggerName(), ""));
    String message = formatter.formatMessage(record);
    Throwable thrown = record.getThrown();
    switch (LogLevel.of(record.getLevel())) {
      case ERROR -> to.error(message, thrown);
      case WARNING -> to.warn(message, thrown);
      case INFO -> to.info(message, thrown);
      case DEBUG -> to.debug(message, thrown);
      case TRACE -> to.trace(message, thrown);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
