package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.agent.configuration.Components;
import io.omniedge.gateway.configuration.metatype.UpdateCheck;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;

/**
 * The components behind Kura's configuration service, on Kura as on our runtime. Kura does not
 * check values, so they are checked here. One thread.
 */
final class KuraComponents implements Components {
  private static final String FACTORY = "service.factoryPid";

  /** FileInstall's word for where a configuration comes from. */
  private static final String FILE = "felix.fileinstall.filename";

  private final ConfigurationService service;
  private final byte[] salt;
  private final Function<Set<String>, List<PropertyError>> complaints;

  /**
   * Uses this service.
   *
   * @param salt of this gateway, for digests
   * @param complaints what components of these PIDs say is wrong with them
   */
  KuraComponents(
      ConfigurationService service,
      byte[] salt,
      Function<Set<String>, List<PropertyError>> complaints) {
    this.service = service;
    this.salt = salt.clone();
    this.complaints = complaints;
  }

  private static ComponentsException failed(KuraException e) {
    return new ComponentsException(String.valueOf(e.getMessage()), e);
  }

  private static Optional<String> factoryOf(@Nullable ComponentConfiguration configuration) {
    Map<String, Object> properties =
        configuration == null ? null : configuration.getConfigurationProperties();
    Object factory = properties == null ? null : properties.get(FACTORY);
    return Optional.ofNullable(factory).map(Object::toString);
  }

  @Override
  public SortedMap<String, ComponentSettings> current() throws ComponentsException {
    TreeMap<String, ComponentSettings> current = new TreeMap<>();
    try {
      for (ComponentConfiguration one : service.getComponentConfigurations()) {
        OCD form = one.getDefinition();
        Map<String, Object> properties = one.getConfigurationProperties();
        TreeMap<String, JsonValue> shown = new TreeMap<>();
        // What no form describes is nobody's to look at: it may be a secret.
        for (AD attribute : form == null ? List.<AD>of() : form.getAD()) {
          JsonValue value =
              properties == null
                  ? null
                  : PropertyValues.toJson(attribute, properties.get(attribute.getId()));
          if (value != null) {
            shown.put(attribute.getId(), value);
          }
        }
        current.put(one.getPid(), new ComponentSettings(factoryOf(one), new JsonObject(shown)));
      }
      return current;
    } catch (KuraException e) {
      throw failed(e);
    }
  }

  @Override
  public JsonObject forms() throws ComponentsException {
    TreeMap<String, JsonValue> forms = new TreeMap<>();
    try {
      for (ComponentConfiguration one : service.getComponentConfigurations()) {
        OCD form = one.getDefinition();
        if (form != null && factoryOf(one).isEmpty()) {
          forms.put(one.getPid(), ComponentForms.of(form, false));
        }
      }
      for (String factory : service.getFactoryComponentPids()) {
        OCD form = factoryForm(factory);
        if (form != null) {
          forms.put(factory, ComponentForms.of(form, true));
        }
      }
    } catch (KuraException e) {
      throw failed(e);
    }
    return JsonObject.builder().put("version", 1).put("forms", new JsonObject(forms)).build();
  }

  private @Nullable OCD factoryForm(String factory) throws KuraException {
    ComponentConfiguration defaults = service.getDefaultComponentConfiguration(factory);
    return defaults == null ? null : defaults.getDefinition();
  }

  @Override
  public List<PropertyError> check(DesiredConfiguration wanted) throws ComponentsException {
    List<PropertyError> errors = new ArrayList<>();
    try {
      for (Map.Entry<String, ComponentSettings> entry : wanted.components().entrySet()) {
        check(entry.getKey(), entry.getValue(), errors);
      }
      for (String pid : wanted.deleted()) {
        if (factoryOf(service.getComponentConfiguration(pid)).isEmpty()) {
          errors.add(new PropertyError(pid, "", "there is no instance of that name to delete"));
        }
        if (wanted.components().containsKey(pid)) {
          errors.add(new PropertyError(pid, "", "it cannot be changed and deleted at once"));
        }
      }
    } catch (KuraException e) {
      throw failed(e);
    }
    return errors;
  }

  private void check(String pid, ComponentSettings settings, List<PropertyError> errors)
      throws KuraException {
    ComponentConfiguration present = service.getComponentConfiguration(pid);
    OCD form;
    Map<String, Object> all = new HashMap<>();
    if (present != null) {
      Optional<String> factory = factoryOf(present);
      if (settings.factory().isPresent() && !settings.factory().equals(factory)) {
        errors.add(new PropertyError(pid, "", "it is not an instance of that factory"));
        return;
      }
      form = present.getDefinition();
      Map<String, Object> properties = present.getConfigurationProperties();
      all.putAll(properties == null ? Map.of() : properties);
    } else {
      String factory = settings.factory().orElse("");
      if (!service.getFactoryComponentPids().contains(factory)) {
        errors.add(
            new PropertyError(
                pid, "", "there is no component of that name, and no factory to make it"));
        return;
      }
      ComponentConfiguration defaults = service.getDefaultComponentConfiguration(factory);
      form = defaults == null ? null : defaults.getDefinition();
      Map<String, Object> properties =
          defaults == null ? null : defaults.getConfigurationProperties();
      all.putAll(properties == null ? Map.of() : properties);
    }
    if (form == null) {
      errors.add(new PropertyError(pid, "", "no bundle describes its properties"));
      return;
    }
    int before = errors.size();
    all.putAll(converted(pid, form, settings.properties(), errors));
    if (errors.size() == before) {
      complete(pid, form, all, errors);
    }
  }

  private static void complete(
      String pid, OCD form, Map<String, Object> all, List<PropertyError> errors) {
    for (AD attribute : form.getAD()) {
      if (attribute.isRequired() && all.get(attribute.getId()) == null) {
        errors.add(new PropertyError(pid, attribute.getId(), "it is required"));
      }
    }
  }

  /** The values as components take them; what is wrong is added to the errors. */
  private static Map<String, Object> converted(
      String pid, OCD form, JsonObject properties, List<PropertyError> errors) {
    Map<String, Object> converted = new HashMap<>();
    for (Map.Entry<String, JsonValue> property : properties.members().entrySet()) {
      String name = property.getKey();
      Optional<AD> attribute =
          form.getAD().stream().filter(one -> one.getId().equals(name)).findFirst();
      if (attribute.isEmpty()) {
        errors.add(new PropertyError(pid, name, "the component has no such property"));
      } else if (property.getValue() == JsonNull.NULL) {
        if (attribute.get().isRequired()) {
          errors.add(new PropertyError(pid, name, "it is required"));
        } else {
          converted.put(name, null); // Kura and we take it away, and put the default there
        }
      } else if (!PropertyValues.isUnchanged(attribute.get(), property.getValue())) {
        try {
          Object value = PropertyValues.toJava(attribute.get(), property.getValue());
          String complaint = UpdateCheck.complaint(attribute.get(), value);
          if (complaint == null) {
            converted.put(name, value);
          } else {
            errors.add(new PropertyError(pid, name, complaint));
          }
        } catch (IllegalArgumentException e) {
          errors.add(new PropertyError(pid, name, String.valueOf(e.getMessage())));
        }
      }
    }
    return converted;
  }

  @Override
  public long snapshot() throws ComponentsException {
    try {
      return service.snapshot();
    } catch (KuraException e) {
      throw failed(e);
    }
  }

  @Override
  public long newestSnapshot() throws ComponentsException {
    try {
      Set<Long> all = service.getSnapshots();
      return all == null || all.isEmpty() ? 0 : Collections.max(all);
    } catch (KuraException e) {
      throw failed(e);
    }
  }

  @Override
  public void apply(DesiredConfiguration wanted) throws ComponentsException {
    try {
      for (String pid : wanted.deleted()) {
        service.deleteFactoryConfiguration(pid, false);
      }
      for (Map.Entry<String, ComponentSettings> entry : wanted.components().entrySet()) {
        apply(entry.getKey(), entry.getValue());
      }
      service.snapshot();
    } catch (KuraException e) {
      throw failed(e);
    }
  }

  private void apply(String pid, ComponentSettings settings) throws KuraException {
    ComponentConfiguration present = service.getComponentConfiguration(pid);
    OCD form =
        present == null ? factoryForm(settings.factory().orElse("")) : present.getDefinition();
    if (form == null) {
      return; // its bundle went since the check
    }
    Map<String, Object> values = converted(pid, form, settings.properties(), new ArrayList<>());
    if (present == null) {
      service.createFactoryConfiguration(settings.factory().orElse(""), pid, values, false);
    } else if (!values.isEmpty()) {
      service.updateConfiguration(pid, values, false);
    }
  }

  @Override
  public void rollback(long snapshot) throws ComponentsException {
    try {
      service.rollback(snapshot);
      rollbackFiles(snapshot);
    } catch (KuraException e) {
      throw failed(e);
    }
  }

  /**
   * What a file of the deploy folder configures our service leaves as it is when it goes back: the
   * file is the operator's. But what the manager made of it since is not in the file.
   */
  private void rollbackFiles(long snapshot) throws KuraException {
    boolean isChanged = false;
    for (ComponentConfiguration before : service.getSnapshot(snapshot)) {
      Map<String, Object> old = before.getConfigurationProperties();
      Map<String, Object> now = listed(before.getPid());
      if (old != null && now.containsKey(FILE)) {
        Map<String, Object> undone = new HashMap<>();
        for (String name : now.keySet()) {
          if (!old.containsKey(name)) {
            undone.put(name, null);
          }
        }
        old.forEach(
            (name, value) -> {
              if (!text(value).equals(text(now.getOrDefault(name, "")))) {
                undone.put(name, value);
              }
            });
        if (!undone.isEmpty()) {
          service.updateConfiguration(before.getPid(), undone, false);
          isChanged = true;
        }
      }
    }
    if (isChanged) {
      service.snapshot();
    }
  }

  /** As lists and snapshots have it, with passwords encrypted. */
  private Map<String, Object> listed(String pid) throws KuraException {
    for (ComponentConfiguration one : service.getComponentConfigurations()) {
      Map<String, Object> properties = one.getConfigurationProperties();
      if (one.getPid().equals(pid) && properties != null) {
        return properties;
      }
    }
    return Map.of();
  }

  @Override
  public List<PropertyError> complaints(Set<String> pids) {
    return complaints.apply(new TreeSet<>(pids));
  }

  @Override
  public JsonObject digests(JsonObject names) throws ComponentsException {
    TreeMap<String, JsonValue> digests = new TreeMap<>();
    for (Map.Entry<String, JsonValue> entry : names.members().entrySet()) {
      TreeMap<String, JsonValue> of = new TreeMap<>();
      if (entry.getValue() instanceof JsonObject properties) {
        Map<String, Object> present = properties(entry.getKey());
        for (String name : properties.members().keySet()) {
          of.put(name, new JsonString(digest(present.get(name))));
        }
      }
      digests.put(entry.getKey(), new JsonObject(of));
    }
    return new JsonObject(digests);
  }

  private Map<String, Object> properties(String pid) throws ComponentsException {
    try {
      ComponentConfiguration present = service.getComponentConfiguration(pid);
      Map<String, Object> properties =
          present == null ? null : present.getConfigurationProperties();
      return properties == null ? Map.of() : properties;
    } catch (KuraException e) {
      throw failed(e);
    }
  }

  private String digest(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt, "HmacSHA256"));
      byte[] hash = mac.doFinal(text(value).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  private static String text(Object value) {
    if (value instanceof Password password) {
      return new String(password.getPassword());
    }
    if (value instanceof Object[] several) {
      return Arrays.stream(several).map(KuraComponents::text).toList().toString();
    }
    return value.toString();
  }
}
