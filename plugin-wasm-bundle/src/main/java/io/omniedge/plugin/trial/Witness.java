package io.omniedge.plugin.trial;

import io.omniedge.plugin.host.GatewayServices;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A gateway that writes down what a plugin does, and says what time it is. Thread-safe. */
final class Witness implements GatewayServices, InstantSource {
  /** Of one call; a flood is cut. */
  private static final int MAX_LINES = 1_000;

  private static final long NO_TIME = -1;

  private final Recording given;
  private final AtomicLong nowMillis;
  private final List<String> lines = new ArrayList<>();

  Witness(Recording given) {
    this.given = given;
    nowMillis = new AtomicLong(given.nowMillis().orElse(NO_TIME));
  }

  void isNow(long millis) {
    nowMillis.set(millis);
  }

  private synchronized void add(String line) {
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
  }

  /** What was done since somebody asked last. */
  synchronized List<String> takeLines() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  private static String text(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void log(String plugin, Severity severity, String line) {
    add("log " + text(severity) + ": " + line);
  }

  @Override
  public boolean emit(String plugin, String topic, byte[] json) {
    add("event " + topic + " " + new String(json, StandardCharsets.UTF_8));
    return true;
  }

  @Override
  public void metric(String plugin, String name, double value) {
    add("metric " + name + " = " + value);
  }

  @Override
  public void alert(String plugin, Severity severity, String text) {
    add("alert " + text(severity) + ": " + text);
  }

  @Override
  public Optional<Double> readPoint(String name) {
    return Optional.ofNullable(given.points().get(name));
  }

  @Override
  public byte[] vpnState() {
    return given.vpnState().toJson().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Instant instant() {
    long millis = nowMillis.get();
    return millis == NO_TIME ? InstantSource.system().instant() : Instant.ofEpochMilli(millis);
  }
}
