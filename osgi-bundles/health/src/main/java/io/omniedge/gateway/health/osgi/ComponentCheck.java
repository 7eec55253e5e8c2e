package io.omniedge.gateway.health.osgi;

import io.omniedge.gateway.health.Check;
import io.omniedge.gateway.health.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;

/** Whether the bundles and components of ours run; those of others are their own affair. */
final class ComponentCheck implements Check {
  private static final String OURS = "io.omniedge.";

  /** By this property a component says that what it lacks need not be there. */
  private static final String WAITS = "io.omniedge.waits";

  private final BundleContext context;
  private final ServiceComponentRuntime components;
  private final MetaTypeService metatype;

  ComponentCheck(
      BundleContext context, ServiceComponentRuntime components, MetaTypeService metatype) {
    this.context = context;
    this.components = components;
    this.metatype = metatype;
  }

  @Override
  public String name() {
    return "components";
  }

  @Override
  public Verdict look() {
    List<String> wrong = new ArrayList<>();
    int bundles = 0;
    for (Bundle bundle : context.getBundles()) {
      String name = bundle.getSymbolicName();
      if (name != null && name.startsWith(OURS)) {
        bundles++;
        if (bundle.getState() == Bundle.ACTIVE) {
          lookInto(bundle, wrong);
        } else {
          wrong.add("bundle " + name + " does not run");
        }
      }
    }
    return wrong.isEmpty()
        ? Verdict.ok(bundles + " bundles of ours run")
        : Verdict.critical(String.join("; ", wrong));
  }

  private void lookInto(Bundle bundle, List<String> wrong) {
    for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(bundle)) {
      if (components.isComponentEnabled(component)) {
        for (ComponentConfigurationDTO instance :
            components.getComponentConfigurationDTOs(component)) {
          String problem = problem(bundle, component, instance);
          if (!problem.isEmpty()) {
            wrong.add("component " + name(component, instance) + " " + problem);
          }
        }
      }
    }
  }

  private String problem(
      Bundle bundle, ComponentDescriptionDTO component, ComponentConfigurationDTO instance) {
    return switch (instance.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          // Without an instance a factory waits for the operator, and is well.
          isFactory(bundle, component) ? "" : "has no configuration";
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          Boolean.TRUE.equals(component.properties.get(WAITS))
              ? ""
              : "lacks "
                  + String.join(
                      ", ",
                      Arrays.stream(instance.unsatisfiedReferences)
                          .map(ComponentCheck::name)
                          .toList());
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          "failed: " + String.valueOf(instance.failure).lines().findFirst().orElse("");
      default -> "";
    };
  }

  private boolean isFactory(Bundle bundle, ComponentDescriptionDTO component) {
    MetaTypeInformation forms = metatype.getMetaTypeInformation(bundle);
    return forms != null && List.of(forms.getFactoryPids()).contains(component.name);
  }

  private static String name(UnsatisfiedReferenceDTO reference) {
    return reference.target == null ? reference.name : reference.name + " " + reference.target;
  }

  private static String name(
      ComponentDescriptionDTO component, ComponentConfigurationDTO instance) {
    Object given = instance.properties.get("kura.service.pid");
    return given == null || given.equals(component.name)
        ? component.name
        : component.name + " " + given;
  }
}
