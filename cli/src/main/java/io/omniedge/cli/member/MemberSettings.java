package io.omniedge.cli.member;

import io.omniedge.gateway.agent.AgentSettings;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How this machine is to be a member; no secrets.
 *
 * @param name host name it would like
 * @param interfaceName of the tunnel
 * @param listenPort UDP port, 0 for one the kernel chooses
 * @param mtu bytes of the inner packet
 * @param endpoints where peers reach it, host:port; empty for its own addresses
 * @param offeredRoutes networks behind it that it would serve
 * @param advertiseLan also those it is connected to
 * @param ephemeral whether the manager may forget it soon after it went offline
 * @param namesAddress where names of the network are answered; empty for nowhere
 */
public record MemberSettings(
    String name,
    String interfaceName,
    int listenPort,
    int mtu,
    List<String> endpoints,
    List<Prefix> offeredRoutes,
    boolean advertiseLan,
    boolean ephemeral,
    String namesAddress) {
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");
  private static final int NAMES_PORT = 53;

  /** Checks the values. */
  public MemberSettings {
    endpoints = List.copyOf(endpoints);
    offeredRoutes = List.copyOf(offeredRoutes);
    if (!Names.LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name \"" + name + "\": 1 to 63 of a-z, 0-9 and hyphens, none at its ends");
    }
    if (!INTERFACE.matcher(interfaceName).matches()) {
      throw new IllegalArgumentException(
          "interface \"" + interfaceName + "\": 1 to 15 of letters, digits and _.-");
    }
    if (listenPort < 0 || listenPort > 65535) {
      throw new IllegalArgumentException("port " + listenPort + ": it must be 0 to 65535");
    }
    if (mtu < 1280 || mtu > 9000) {
      throw new IllegalArgumentException("MTU " + mtu + ": it must be 1280 to 9000");
    }
    for (String endpoint : endpoints) {
      if (!Names.HOST_AND_PORT.matcher(endpoint).matches()) {
        throw new IllegalArgumentException(
            "endpoint \"" + endpoint + "\": it must be host:port or [IPv6 address]:port");
      }
    }
    if (!namesAddress.isEmpty()) {
      Prefix.parse(namesAddress);
    }
  }

  static MemberSettings read(JsonObject document) throws ProtocolException {
    Fields fields = Fields.of(document);
    fields.integer("version", 1, 1);
    try {
      return new MemberSettings(
          fields.text("name", 63),
          fields.text("interface", 15),
          (int) fields.integer("listenPort", 0, 65535),
          (int) fields.integer("mtu", 1280, 9000),
          fields.texts("endpoints", 16, 300, text -> text),
          fields.texts("offeredRoutes", 100, 50, Prefix::parse),
          fields.flag("advertiseLan"),
          fields.flag("ephemeral"),
          fields.optionalText("namesAddress", 50).orElse(""));
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("", "", String.valueOf(e.getMessage()));
    }
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("version", 1)
        .put("name", name)
        .put("interface", interfaceName)
        .put("listenPort", listenPort)
        .put("mtu", mtu)
        .put("endpoints", endpoints)
        .put("offeredRoutes", offeredRoutes.stream().map(Prefix::toString).toList())
        .put("advertiseLan", advertiseLan)
        .put("ephemeral", ephemeral)
        .put("namesAddress", namesAddress)
        .build();
  }

  /** As the agent wants them; the setup key is in a file, which the agent deletes once used. */
  AgentSettings forAgent(Path setupKey) {
    Optional<AgentSettings.NameSettings> names =
        namesAddress.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new AgentSettings.NameSettings(
                    Prefix.parse(namesAddress).address(), NAMES_PORT, false));
    return new AgentSettings(
        true,
        Optional.empty(),
        Optional.of(setupKey),
        name,
        new MeshSettings(interfaceName, listenPort, mtu, "auto", "off"),
        endpoints,
        offeredRoutes,
        advertiseLan,
        Optional.empty(),
        ephemeral,
        names);
  }
}
