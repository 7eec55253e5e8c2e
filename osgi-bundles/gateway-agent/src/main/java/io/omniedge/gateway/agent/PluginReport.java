package io.omniedge.gateway.agent;

import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.message.PluginState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Plugins as a state tells them. Whatever a plugin is named or complains of, the state stays one
 * that a manager takes: what is too long is cut, what is too much is left out.
 */
final class PluginReport {
  private PluginReport() {}

  static List<PluginState> of(List<PluginSnapshot> plugins) {
    return plugins.stream().limit(PluginState.MOST).map(PluginReport::of).toList();
  }

  /** Without what changes with every call. */
  static List<Object> key(List<PluginSnapshot> plugins) {
    List<Object> key = new ArrayList<>();
    for (PluginState plugin : of(plugins)) {
      key.add(
          List.of(
              plugin.id(),
              plugin.version(),
              plugin.sha256(),
              plugin.state(),
              plugin.signedBy(),
              plugin.problems()));
    }
    return key;
  }

  private static PluginState of(PluginSnapshot plugin) {
    TreeMap<String, Long> counters = new TreeMap<>();
    for (String name : plugin.counters().keySet().stream().sorted().toList()) {
      long total = plugin.counters().getOrDefault(name, 0L);
      if (total >= 0 && counters.size() < PluginState.MOST_COUNTERS) {
        counters.put(name, Math.min(total, JsonNumber.MAX_SAFE_INTEGER));
      }
    }
    String id = cut(plugin.id(), PluginState.MOST_ID_CHARS);
    return new PluginState(
        id.isEmpty() ? "?" : id,
        cut(plugin.version(), PluginState.MOST_WORD_CHARS),
        cut(plugin.type(), PluginState.MOST_WORD_CHARS),
        plugin.sha256().matches("[0-9a-f]{64}") ? plugin.sha256() : "",
        plugin.state().matches("[a-z][a-z-]{0,31}") ? plugin.state() : "failed",
        plugin.problems().stream()
            .filter(problem -> !problem.isEmpty())
            .limit(PluginState.MOST_PROBLEMS)
            .map(problem -> cut(problem, PluginState.MOST_PROBLEM_CHARS))
            .toList(),
        cut(plugin.signedBy(), PluginState.MOST_WORD_CHARS),
        counters);
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) : text;
  }
}
