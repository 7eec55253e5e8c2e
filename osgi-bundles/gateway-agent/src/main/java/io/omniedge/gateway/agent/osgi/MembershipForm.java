package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.agent.AgentSettings;
import io.omniedge.gateway.agent.AgentSettings.NameSettings;
import io.omniedge.gateway.agent.exit.ExitChoice;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operator entered, as settings of the agent. */
final class MembershipForm {
  /** What Linux takes as the name of an interface, less what would need quoting. */
  private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  private static final String DEFAULT_INTERFACE = "omnimesh0";
  private static final int DEFAULT_PORT = 51821;
  private static final int DEFAULT_MTU = 1420;
  private static final int NAMES_PORT = 53;

  private MembershipForm() {}

  /**
   * Reads the form. What is wrong is added to its problems, and the default stands for it.
   *
   * @param hostName of this machine
   */
  static AgentSettings read(
      FormProperties form, FormProperties.@Nullable Decryption decryption, String hostName) {
    String interfaceName = form.text("interfaceName");
    if (interfaceName.isEmpty()) {
      interfaceName = DEFAULT_INTERFACE;
    } else if (!INTERFACE_NAME.matcher(interfaceName).matches()) {
      form.wrong("interfaceName", interfaceName, "1 to 15 of letters, digits and _.- only");
      interfaceName = DEFAULT_INTERFACE;
    }
    return new AgentSettings(
        form.flag("enabled", true),
        setupKey(form, decryption),
        Optional.ofNullable(form.path("provisioningFile")),
        name(form, hostName),
        new MeshSettings(
            interfaceName,
            form.number("listenPort", DEFAULT_PORT, 0, 65535),
            form.number("mtu", DEFAULT_MTU, 1280, 9000),
            "auto",
            "off"),
        endpoints(form),
        prefixes(form),
        form.flag("advertiseLan", false),
        exitNode(form),
        false,
        names(form));
  }

  private static Optional<SetupKey> setupKey(
      FormProperties form, FormProperties.@Nullable Decryption decryption) {
    char[] clear = form.password("setupKey", decryption);
    String text = new String(clear).strip();
    Arrays.fill(clear, '\0');
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SetupKey.parse(text));
    } catch (IllegalArgumentException e) {
      form.wrong("setupKey: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static String name(FormProperties form, String hostName) {
    String name = form.text("name");
    if (Names.LABEL.matcher(name).matches()) {
      return name;
    }
    if (!name.isEmpty()) {
      form.wrong("name", name, "letters in lower case, digits and hyphens only, 63 at most");
    }
    String label =
        hostName.toLowerCase(Locale.ROOT).replaceAll("\\..*", "").replaceAll("[^a-z0-9-]", "-");
    label = label.substring(0, Math.min(63, label.length())).replaceAll("^-+|-+$", "");
    return label.isEmpty() ? "gateway" : label;
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static List<String> endpoints(FormProperties form) {
    List<String> endpoints = new ArrayList<>();
    for (String text : split(form.text("publicEndpoints"))) {
      if (Names.HOST_AND_PORT.matcher(text).matches() && endpoints.size() < 16) {
        endpoints.add(text);
      } else {
        form.wrong("publicEndpoints", text, "at most 16 of host:port or [IPv6 address]:port");
      }
    }
    return endpoints;
  }

  private static List<Prefix> prefixes(FormProperties form) {
    List<Prefix> prefixes = new ArrayList<>();
    for (String text : split(form.text("offeredRoutes"))) {
      try {
        prefixes.add(Prefix.parse(text));
      } catch (IllegalArgumentException e) {
        form.wrong("offeredRoutes", text, String.valueOf(e.getMessage()));
      }
    }
    return prefixes;
  }

  private static Optional<String> exitNode(FormProperties form) {
    String name = form.text("exitNode");
    if (name.isEmpty() || Names.LABEL.matcher(name).matches()) {
      return Optional.of(name).filter(text -> !text.isEmpty());
    }
    form.wrong("exitNode", name, "the name of a device of the network, or " + ExitChoice.AUTO);
    return Optional.empty();
  }

  private static Optional<NameSettings> names(FormProperties form) {
    if (!form.flag("names", true)) {
      return Optional.empty();
    }
    String text = form.text("namesAddress");
    boolean split = form.flag("splitNames", false);
    try {
      InetAddress address = Prefix.parse(text.isEmpty() ? "127.0.0.77" : text).address();
      return Optional.of(new NameSettings(address, NAMES_PORT, split));
    } catch (IllegalArgumentException e) {
      form.wrong("namesAddress", text, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
