package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.form.Field;
import io.omniedge.gateway.console.form.Form;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;

/**
 * All components and their forms:
 *
 * <pre>
 *   configuration                     what there is
 *   configuration/of/PID              the form; POST applies it
 *   configuration/of/PID/delete       POST removes an instance
 *   configuration/new/FACTORY         an empty form; POST makes an instance
 * </pre>
 */
final class ConfigurationPages implements ConsoleServlet.Page {
  private static final int UNPROCESSABLE = 422;
  private static final String FACTORY = "service.factoryPid";

  /** By FileInstall, of a configuration that a file of the deploy folder made. */
  private static final String FILE = "felix.fileinstall.filename";

  /** A component in the list. */
  record Line(String pid, String title, String description, boolean instance, boolean troubled) {}

  /** Something of which one can be made. */
  record Kind(String factory, String title, String description) {}

  /** What instances are made of, and what they have at first. */
  private record Factory(OCD objectClass, Map<String, Object> defaults) {}

  /** A component and what it is configured with. */
  private record Component(
      String pid, OCD objectClass, Map<String, Object> properties, @Nullable String factory) {}

  private final Gateway gateway;

  ConfigurationPages(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void get(Exchange exchange) throws IOException {
    try {
      if (exchange.parts() == 1) {
        list(exchange);
      } else if (exchange.parts() == 3 && exchange.part(1).equals("of")) {
        Component component = component(exchange.part(2));
        if (component == null) {
          missing(exchange);
        } else {
          showForm(exchange, 200, component, form(component).show(component.properties), "");
        }
      } else if (exchange.parts() == 3 && exchange.part(1).equals("new")) {
        Factory made = factory(exchange.part(2));
        if (made == null) {
          missing(exchange);
        } else {
          Map<String, Object> values = new HashMap<>(made.defaults);
          for (var attribute : made.objectClass.getAD()) {
            String given = exchange.sent(attribute.getId());
            if (given != null) {
              values.put(attribute.getId(), given);
            }
          }
          Form form = newForm(exchange.part(2), made.objectClass);
          showNew(exchange, 200, made.objectClass, form.show(values), "", "");
        }
      } else {
        missing(exchange);
      }
    } catch (KuraException e) {
      failed(exchange, e);
    }
  }

  @Override
  public void post(Exchange exchange) throws IOException {
    try {
      if (exchange.parts() == 3 && exchange.part(1).equals("of")) {
        apply(exchange);
      } else if (exchange.parts() == 3 && exchange.part(1).equals("new")) {
        create(exchange);
      } else if (exchange.parts() == 4
          && exchange.part(1).equals("of")
          && exchange.part(3).equals("delete")) {
        String pid = exchange.part(2);
        service().deleteFactoryConfiguration(pid, true);
        exchange.seeOther("/configuration", "\"" + pid + "\" is deleted.");
      } else {
        missing(exchange);
      }
    } catch (KuraException e) {
      failed(exchange, e);
    }
  }

  private ConfigurationService service() {
    return gateway.configuration();
  }

  private void list(Exchange exchange) throws KuraException, IOException {
    List<Line> lines = new ArrayList<>();
    Set<String> pids = new TreeSet<>(service().getConfigurableComponentPids());
    for (String pid : pids) {
      Component component = component(pid);
      if (component != null) {
        OCD objectClass = component.objectClass;
        lines.add(
            new Line(
                pid,
                component.factory == null ? Form.title(objectClass) : pid,
                component.factory == null ? description(objectClass) : Form.title(objectClass),
                component.factory != null,
                !gateway.problems(pid).isEmpty()));
      }
    }
    lines.sort(Comparator.comparing(Line::instance).reversed().thenComparing(Line::title));
    List<Kind> kinds = new ArrayList<>();
    for (String factory : new TreeSet<>(service().getFactoryComponentPids())) {
      Factory made = factory(factory);
      if (made != null) {
        OCD objectClass = made.objectClass;
        kinds.add(new Kind(factory, Form.title(objectClass), description(objectClass)));
      }
    }
    exchange.page(
        "components.jte", "Configuration", "configuration", Map.of("lines", lines, "kinds", kinds));
  }

  private void apply(Exchange exchange) throws KuraException, IOException {
    Component component = component(exchange.part(2));
    if (component == null) {
      missing(exchange);
      return;
    }
    Form.Entered entered = form(component).read(exchange::sent, component.properties);
    if (!entered.isRight()) {
      showForm(exchange, UNPROCESSABLE, component, entered.fields(), "Nothing was changed.");
      return;
    }
    try {
      service().updateConfiguration(component.pid, entered.properties(), true);
      exchange.seeOther(
          "/configuration/of/" + Exchange.encoded(component.pid),
          "Saved; it is in force unless the component says otherwise.");
    } catch (KuraException e) {
      showForm(exchange, UNPROCESSABLE, component, entered.fields(), message(e));
    }
  }

  private void create(Exchange exchange) throws KuraException, IOException {
    String factory = exchange.part(2);
    Factory made = factory(factory);
    if (made == null) {
      missing(exchange);
      return;
    }
    OCD objectClass = made.objectClass;
    String name = exchange.text("instance");
    Form.Entered entered = newForm(factory, objectClass).read(exchange::sent, Map.of());
    String wrongName =
        name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
            ? ""
            : "A name has 1 to 64 letters, digits, \".\", \"_\" and \"-\", and does not begin with"
                + " \".\" or \"-\".";
    if (!entered.isRight() || !wrongName.isEmpty()) {
      showNew(exchange, UNPROCESSABLE, objectClass, entered.fields(), name, wrongName);
      return;
    }
    try {
      Map<String, Object> properties = new HashMap<>();
      entered
          .properties()
          .forEach(
              (id, value) -> {
                if (value != null) {
                  properties.put(id, value);
                }
              });
      service().createFactoryConfiguration(factory, name, properties, true);
      exchange.seeOther("/configuration/of/" + Exchange.encoded(name), "\"" + name + "\" is made.");
    } catch (KuraException e) {
      showNew(exchange, UNPROCESSABLE, objectClass, entered.fields(), name, message(e));
    }
  }

  private void showForm(
      Exchange exchange, int status, Component component, List<Field> fields, String error)
      throws IOException {
    Object file = component.properties.get(FILE);
    exchange.page(
        status,
        "form.jte",
        component.factory == null ? Form.title(component.objectClass) : component.pid,
        "configuration",
        Map.of(
            "pid",
            component.pid,
            "kind",
            Form.title(component.objectClass),
            "description",
            description(component.objectClass),
            "instance",
            component.factory != null,
            "fields",
            fields,
            "problems",
            gateway.problems(component.pid),
            "file",
            file == null ? "" : file.toString(),
            "error",
            error));
  }

  private void showNew(
      Exchange exchange,
      int status,
      OCD objectClass,
      List<Field> fields,
      String name,
      String wrongName)
      throws IOException {
    exchange.page(
        status,
        "new.jte",
        "New " + Form.title(objectClass).toLowerCase(Locale.ROOT),
        "configuration",
        Map.of(
            "factory",
            objectClass.getId(),
            "description",
            description(objectClass),
            "name",
            name,
            "wrongName",
            wrongName,
            "fields",
            fields));
  }

  private static String description(OCD objectClass) {
    String description = objectClass.getDescription();
    return description == null ? "" : description;
  }

  private @Nullable Component component(String pid) throws KuraException {
    ComponentConfiguration found = service().getComponentConfiguration(pid);
    OCD objectClass = found == null ? null : found.getDefinition();
    Map<String, Object> properties = found == null ? null : found.getConfigurationProperties();
    if (objectClass == null || properties == null) {
      return null;
    }
    return new Component(
        pid,
        objectClass,
        properties,
        properties.get(FACTORY) instanceof String factory ? factory : null);
  }

  private @Nullable Factory factory(String pid) throws KuraException {
    if (!service().getFactoryComponentPids().contains(pid)) {
      return null;
    }
    ComponentConfiguration found = service().getDefaultComponentConfiguration(pid);
    OCD objectClass = found == null ? null : found.getDefinition();
    Map<String, Object> defaults = found == null ? null : found.getConfigurationProperties();
    return objectClass == null
        ? null
        : new Factory(objectClass, defaults == null ? Map.of() : defaults);
  }

  private Form form(Component component) {
    String factory = component.factory == null ? component.pid : component.factory;
    return newForm(factory, component.objectClass);
  }

  private Form newForm(String factory, OCD objectClass) {
    return new Form(objectClass, reference -> gateway.targets(factory, reference));
  }

  private static void missing(Exchange exchange) throws IOException {
    exchange.notFound("There is nothing of this name to configure.");
  }

  private static void failed(Exchange exchange, KuraException e) throws IOException {
    exchange.page(
        UNPROCESSABLE,
        "message.jte",
        "Not done",
        "configuration",
        Map.of("text", message(e), "back", "/configuration"));
  }

  private static String message(KuraException e) {
    return String.valueOf(e.getMessage());
  }
}
