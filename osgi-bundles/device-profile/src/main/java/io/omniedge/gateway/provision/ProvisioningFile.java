package io.omniedge.gateway.provision;

import io.omniedge.gateway.device.NetworkPort;
import io.omniedge.gateway.yaml.Section;
import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What somebody put on the boot partition of a new device. It may hold a secret, so it is no
 * record, and prints none.
 */
public final class ProvisioningFile {
  /** Larger documents are refused unread. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final int MAX_KEY = 1000;
  private static final int MAX_INTERFACES = 8;
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern ADDRESS_IN_NETWORK =
      Pattern.compile("[0-9A-Fa-f:.]{2,45}/[0-9]{1,3}");

  private final String setupKey;
  private final Optional<String> name;
  private final List<Addresses> network;

  /**
   * Fixed addresses of the interfaces of one role; who has none asks DHCP.
   *
   * @param role whose interfaces
   * @param addresses with the length of their networks
   * @param gateway the way to everybody else
   * @param dns servers of names
   */
  public record Addresses(
      NetworkPort.Role role, List<String> addresses, Optional<String> gateway, List<String> dns) {
    /** Copies. */
    public Addresses {
      addresses = List.copyOf(addresses);
      dns = List.copyOf(dns);
    }
  }

  private ProvisioningFile(String setupKey, Optional<String> name, List<Addresses> network) {
    this.setupKey = setupKey;
    this.name = name;
    this.network = List.copyOf(network);
  }

  /**
   * Reads it.
   *
   * @throws ProtocolException with line and member and what is wrong, without repeating the secret
   */
  public static ProvisioningFile read(byte[] utf8) throws ProtocolException {
    Section root = Section.of(YamlDocument.read(utf8, MAX_BYTES));
    String setupKey = root.text("setupKey", MAX_KEY);
    try {
      SetupKey.parse(setupKey);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("setupKey", "", String.valueOf(e.getMessage()));
    }
    Optional<String> name =
        root.has("name") ? Optional.of(root.text("name", Names.LABEL)) : Optional.empty();
    List<Addresses> network = new ArrayList<>();
    if (root.has("network")) {
      for (Section section : root.sections("network", MAX_INTERFACES)) {
        network.add(addresses(section));
      }
    }
    root.end();
    return new ProvisioningFile(setupKey, name, network);
  }

  private static Addresses addresses(Section section) throws ProtocolException {
    NetworkPort.Role role = section.choice("role", NetworkPort.Role.class);
    List<String> addresses = section.texts("addresses", 8, ADDRESS_IN_NETWORK);
    for (String address : addresses) {
      String[] parts = address.split("/", -1);
      int most = parts[0].indexOf(':') < 0 ? 32 : 128;
      if (Integer.parseInt(parts[1]) > most) {
        throw section.wrong("addresses", address + ": the network's length is 0 to " + most);
      }
      checked(section, "addresses", parts[0]);
    }
    if (addresses.isEmpty()) {
      throw section.wrong("addresses", "it must have at least one; without, DHCP is asked anyway");
    }
    Optional<String> gateway =
        section.has("gateway") ? Optional.of(section.text("gateway", ADDRESS)) : Optional.empty();
    if (gateway.isPresent()) {
      checked(section, "gateway", gateway.get());
    }
    List<String> dns = section.texts("dns", 4, ADDRESS);
    for (String server : dns) {
      checked(section, "dns", server);
    }
    section.end();
    return new Addresses(role, addresses, gateway, dns);
  }

  private static void checked(Section section, String name, String address)
      throws ProtocolException {
    try {
      Prefix.parse(address + (address.indexOf(':') < 0 ? "/32" : "/128"));
    } catch (IllegalArgumentException e) {
      throw section.wrong(name, address + " is no address");
    }
  }

  /** The secret. */
  String setupKey() {
    return setupKey;
  }

  /** Host name in the network, if it says one. */
  public Optional<String> name() {
    return name;
  }

  /** Fixed addresses. */
  public List<Addresses> network() {
    return network;
  }

  @Override
  public String toString() {
    return "ProvisioningFile[setupKey=…, name=" + name + ", network=" + network + "]";
  }
}
