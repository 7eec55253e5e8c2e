package io.omniedge.gateway.console.web;

import io.omniedge.gateway.api.LogLine;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.console.form.Question;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;

/** A gateway that shows whatever a test wants, and writes down what it is told to change. */
final class FakeGateway implements Gateway {
  static final String PUMP = "io.example.Pump";

  /** What is written down of a change. */
  final List<String> changes = new ArrayList<>();

  final Map<String, Map<String, Object>> components = new TreeMap<>();
  String name = "plant-gw";
  List<TunnelSnapshot> tunnels = List.of();
  List<LogLine> log = List.of();
  List<Module> modules = List.of();
  List<Check> checks = List.of();
  List<String> problems = List.of();
  boolean broken;

  private final OCD pump =
      Question.objectClass(
          PUMP,
          "Pump",
          Question.of("speed", Scalar.INTEGER),
          Question.of("label", Scalar.STRING),
          Question.of("secret", Scalar.PASSWORD));

  FakeGateway() {
    components.put(PUMP, Map.of("speed", 5, "secret", new Password("hunter2hunter2")));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public List<TunnelSnapshot> tunnels() {
    if (broken) {
      throw new IllegalStateException("secret detail");
    }
    return tunnels;
  }

  @Override
  public List<Module> modules() {
    return modules;
  }

  @Override
  public List<Check> health() {
    return checks;
  }

  @Override
  public List<LogLine> log(int most) {
    return log;
  }

  @Override
  public List<String> targets(String factoryPid, String reference) {
    return List.of();
  }

  @Override
  public List<String> problems(String pid) {
    return problems;
  }

  private record Configured(OCD definition, String pid, Map<String, Object> properties)
      implements ComponentConfiguration {
    @Override
    public String getPid() {
      return pid;
    }

    @Override
    public OCD getDefinition() {
      return definition;
    }

    @Override
    public Map<String, Object> getConfigurationProperties() {
      return properties;
    }
  }

  @Override
  public ConfigurationService configuration() {
    return (ConfigurationService)
        Proxy.newProxyInstance(
            FakeGateway.class.getClassLoader(),
            new Class<?>[] {ConfigurationService.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getConfigurableComponentPids" -> components.keySet();
                  case "getFactoryComponentPids" -> Set.of(PUMP);
                  case "getSnapshots" -> Set.of(0L, 1_700_000_000_000L);
                  case "getDefaultComponentConfiguration" ->
                      new Configured(pump, PUMP, Map.of("speed", 1));
                  case "getComponentConfiguration" -> {
                    Map<String, Object> found = components.get((String) arguments[0]);
                    yield found == null ? null : new Configured(pump, (String) arguments[0], found);
                  }
                  case "updateConfiguration",
                      "createFactoryConfiguration",
                      "deleteFactoryConfiguration",
                      "rollback" -> {
                    changes.add(method.getName() + " " + arguments[0]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
