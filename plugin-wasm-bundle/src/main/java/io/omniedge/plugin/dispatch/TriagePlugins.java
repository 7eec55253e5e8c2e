package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.gateway.api.data.TriageAction.Kind;
import io.omniedge.gateway.api.data.TriageAction.Priority;
import io.omniedge.gateway.api.data.TriageAdvisor;
import io.omniedge.gateway.api.data.Trigger;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Data triage by plugins. A trigger belongs to the plugin that registered it, whose identifier
 * stands before its name; the operator's own belong to none, and the first plugin is asked. What
 * fails is stored as it is.
 */
public final class TriagePlugins implements TriageAdvisor {
  private static final int MOST_TRIGGERS = 50;
  private static final double MOST_SECONDS = 3600;
  private static final String SEPARATOR = "#";

  private final Plugins plugins;
  private final AtomicLong generation = new AtomicLong();

  /** Of these plugins. */
  public TriagePlugins(Plugins plugins) {
    this.plugins = plugins;
  }

  /** Whether there is anybody to ask. */
  public boolean isNeeded() {
    return !plugins.active(PluginType.DATA_TRIAGE).isEmpty();
  }

  /** Plugins are others now. */
  public void changed() {
    generation.incrementAndGet();
  }

  @Override
  public long generation() {
    return generation.get();
  }

  @Override
  public void configureBuffer(long maxBytes, long maxSeconds, List<String> sources) {
    JsonObject question =
        Dialogue.question()
            .put(
                "config",
                JsonObject.builder()
                    .put("max-size-bytes", maxBytes)
                    .put("max-duration-seconds", maxSeconds)
                    .put("sources", sources)
                    .build())
            .build();
    for (InstalledPlugin plugin : plugins.active(PluginType.DATA_TRIAGE)) {
      Optional<byte[]> unused = Dialogue.ask(plugin, "configure_buffer", question.toBytes());
    }
  }

  @Override
  public List<Trigger> triggers() {
    List<Trigger> all = new ArrayList<>();
    for (InstalledPlugin plugin : plugins.active(PluginType.DATA_TRIAGE)) {
      String prefix = plugin.manifest().id() + SEPARATOR;
      all.addAll(
          Dialogue.ask(
                  plugin,
                  "register_triggers",
                  Dialogue.question().build(),
                  answer -> answer.list("triggers", MOST_TRIGGERS, one -> trigger(prefix, one)))
              .orElse(List.of()));
    }
    return all;
  }

  private static Trigger trigger(String prefix, Fields fields) throws ProtocolException {
    Fields conditions = fields.object("conditions");
    Trigger.Kind kind = fields.parsed("trigger-type", 20, TriagePlugins::kind);
    boolean isPeriodic = kind == Trigger.Kind.PERIODIC;
    OptionalDouble above = number(conditions, "above");
    OptionalDouble below = number(conditions, "below");
    if (kind == Trigger.Kind.THRESHOLD && above.isEmpty() && below.isEmpty()) {
      throw conditions.wrong("above", "", "a threshold has above, below or both");
    }
    return new Trigger(
        prefix + fields.text("name", 64),
        kind,
        isPeriodic ? "*" : conditions.text("source", 255),
        above,
        below,
        isPeriodic ? conditions.integer("every-seconds", 1, 86_400) : 0);
  }

  private static Trigger.Kind kind(String text) {
    for (Trigger.Kind kind : Trigger.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("there is no such trigger");
  }

  private static OptionalDouble number(Fields fields, String name) throws ProtocolException {
    Optional<JsonValue> found = fields.object().find(name);
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (found.get() instanceof JsonNumber number) {
      return OptionalDouble.of(number.value().doubleValue());
    }
    throw fields.wrong(name, found.get().toString(), "it is no number");
  }

  @Override
  public TriageAction onTrigger(
      String trigger, long millis, String source, OptionalDouble value, Optional<String> level) {
    int cut = trigger.indexOf(SEPARATOR);
    // Those of the operator have no owner: about them the first plugin is asked.
    Optional<InstalledPlugin> asked =
        plugins.active(PluginType.DATA_TRIAGE).stream()
            .filter(one -> cut < 0 || one.manifest().id().equals(trigger.substring(0, cut)))
            .findFirst();
    if (asked.isEmpty()) {
      return TriageAction.STORE;
    }
    JsonObject.Builder context = JsonObject.builder().put("source", source);
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      context.put("value", new JsonNumber(BigDecimal.valueOf(value.getAsDouble())));
    }
    context.putIfPresent("level", level);
    JsonObject question =
        Dialogue.question()
            .put(
                "trigger",
                JsonObject.builder()
                    .put("trigger-name", trigger.substring(cut + 1))
                    .put("timestamp", millis)
                    .put("context", context.build())
                    .build())
            .build();
    return Dialogue.ask(asked.get(), "on_trigger", question, TriagePlugins::action)
        .orElse(TriageAction.STORE);
  }

  private static TriageAction action(Fields answer) throws ProtocolException {
    String action = answer.text("action", 40);
    return switch (action) {
      case "clip" ->
          new TriageAction(
              Kind.CLIP,
              seconds(answer, "duration-before"),
              seconds(answer, "duration-after"),
              Priority.NORMAL);
      case "discard" -> new TriageAction(Kind.DISCARD, 0, 0, Priority.NORMAL);
      case "stream-to-cloud" ->
          new TriageAction(
              Kind.STREAM, 0, 0, answer.parsed("priority", 20, TriagePlugins::priority));
      default -> throw answer.wrong("action", action, "it is clip, discard or stream-to-cloud");
    };
  }

  private static Priority priority(String text) {
    return Priority.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static double seconds(Fields answer, String name) throws ProtocolException {
    double seconds = number(answer, name).orElse(0);
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw answer.wrong(name, "" + seconds, "it is 0 to " + MOST_SECONDS + " seconds");
    }
    return seconds;
  }
}
