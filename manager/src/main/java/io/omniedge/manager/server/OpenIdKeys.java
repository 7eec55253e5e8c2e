package io.omniedge.manager.server;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.people.oidc.OpenIdSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys {@code openid.LABEL.*} of the settings: a sign-in service each. */
final class OpenIdKeys {
  private static final Pattern KEY = Pattern.compile("openid\\.([a-z0-9-]{1,40})\\.([a-z-]+)");
  private static final Set<String> PARTS =
      new TreeSet<>(
          Set.of(
              "tenant",
              "name",
              "issuer",
              "client-id",
              "client-secret-file",
              "newcomers",
              "newcomers-domains"));

  private OpenIdKeys() {}

  /** Whether a key is one of these. */
  static boolean isOne(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches() && PARTS.contains(matcher.group(2));
  }

  /** Every key as documents name it. */
  static List<String> names() {
    return PARTS.stream().map(part -> "openid.LABEL." + part).toList();
  }

  /** The sign-in services. */
  static List<OpenIdSettings> read(Properties properties) throws IOException, SettingsException {
    Set<String> labels = new TreeSet<>();
    for (String key : properties.stringPropertyNames()) {
      Matcher matcher = KEY.matcher(key);
      if (matcher.matches()) {
        labels.add(matcher.group(1));
      }
    }
    List<OpenIdSettings> all = new ArrayList<>();
    for (String label : labels) {
      all.add(one(properties, label));
    }
    return all;
  }

  private static OpenIdSettings one(Properties properties, String label)
      throws IOException, SettingsException {
    String prefix = "openid." + label + ".";
    try {
      return OpenIdSettings.of(
          label,
          text(properties, prefix + "tenant"),
          optional(properties, prefix + "name").orElse(label),
          required(properties, prefix + "issuer"),
          required(properties, prefix + "client-id"),
          secret(properties, prefix + "client-secret-file"),
          optional(properties, prefix + "newcomers").map(Role::parse),
          Arrays.stream(text(properties, prefix + "newcomers-domains").split(","))
              .map(String::strip)
              .filter(domain -> !domain.isEmpty())
              .toList());
    } catch (IllegalArgumentException e) {
      throw new SettingsException("openid." + label, "", String.valueOf(e.getMessage()));
    }
  }

  private static String text(Properties properties, String key) {
    return properties.getProperty(key, "").strip();
  }

  private static Optional<String> optional(Properties properties, String key) {
    return Optional.of(text(properties, key)).filter(value -> !value.isEmpty());
  }

  private static String required(Properties properties, String key) throws SettingsException {
    return optional(properties, key)
        .orElseThrow(() -> new SettingsException(key, "", "it is missing"));
  }

  private static Optional<String> secret(Properties properties, String key)
      throws IOException, SettingsException {
    Optional<String> file = optional(properties, key);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isReadable(Path.of(file.get()))) {
      throw new SettingsException(key, file.get(), "it cannot be read");
    }
    return Optional.of(Files.readString(Path.of(file.get())).strip());
  }
}
