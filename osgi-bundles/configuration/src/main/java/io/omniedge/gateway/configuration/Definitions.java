package io.omniedge.gateway.configuration;

import io.omniedge.gateway.configuration.metatype.Definition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the active bundles say of their components. Thread-safe, without locks. */
final class Definitions {
  private final Map<Long, List<Definition>> byBundle = new ConcurrentHashMap<>();

  void put(long bundle, List<Definition> definitions) {
    byBundle.put(bundle, List.copyOf(definitions));
  }

  void remove(long bundle) {
    byBundle.remove(bundle);
  }

  List<Definition> of(long bundle) {
    return byBundle.getOrDefault(bundle, List.of());
  }

  Set<String> factoryPids() {
    Set<String> pids = new TreeSet<>();
    all().filter(Definition::isFactory).forEach(definition -> pids.add(definition.pid()));
    return pids;
  }

  List<Definition> singletons() {
    return all().filter(definition -> !definition.isFactory()).toList();
  }

  @Nullable Definition factory(String pid) {
    return find(definition -> definition.isFactory() && definition.pid().equals(pid));
  }

  @Nullable Definition singleton(String pid) {
    return find(definition -> !definition.isFactory() && definition.pid().equals(pid));
  }

  /** Of a configuration with that pid, which is an instance if it has a factory. */
  @Nullable Definition of(String pid, @Nullable String factoryPid) {
    return factoryPid == null ? singleton(pid) : factory(factoryPid);
  }

  private @Nullable Definition find(Predicate<Definition> wanted) {
    return all().filter(wanted).findFirst().orElse(null);
  }

  private Stream<Definition> all() {
    return byBundle.values().stream().flatMap(List::stream);
  }
}
