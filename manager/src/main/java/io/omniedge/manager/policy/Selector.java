package io.omniedge.manager.policy;

import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.util.regex.Pattern;

/** One word of a rule that says who is meant. */
sealed interface Selector {
  /** The longest text of one. */
  int MAX_CHARS = 320;

  /** The one there is. */
  Selector INTERNET = new Internet();

  /** A name of a service: a label, or two, as {@code plc1/modbus}. */
  Pattern SERVICE = Pattern.compile(Names.LABEL + "(/" + Names.LABEL + ")?");

  /** A host of a site: a name of the domain name system in lower case. */
  Pattern HOST = Pattern.compile(Names.LABEL + "(\\." + Names.LABEL + "){0,9}");

  /** Every device and every network behind one. */
  record Any() implements Selector {
    @Override
    public String toString() {
      return "any";
    }
  }

  /** A device by its name or identifier: its own addresses, not the networks behind it. */
  record OfDevice(String name) implements Selector {
    @Override
    public String toString() {
      return "device:" + name;
    }
  }

  /** The devices with a tag: their own addresses. */
  record Tagged(String tag) implements Selector {
    @Override
    public String toString() {
      return "tag:" + tag;
    }
  }

  /** What is in a group of the document, and the devices that the inventory has in it. */
  record InGroup(String group) implements Selector {
    @Override
    public String toString() {
      return "group:" + group;
    }
  }

  /**
   * The networks of a site, or one host there.
   *
   * @param host name or address, empty for the site
   */
  record AtSite(String site, String host) implements Selector {
    @Override
    public String toString() {
      return "site:" + site + (host.isEmpty() ? "" : "/" + host);
    }
  }

  /** Addresses, as far as a device has them or routes to them. */
  record Addressed(Prefix prefix) implements Selector {
    @Override
    public String toString() {
      return "address:" + (prefix.isHost() ? prefix.firstAddress() : prefix);
    }
  }

  /**
   * The public addresses of the Internet, behind each device that is an exit node. Nobody opens a
   * flow from there.
   */
  record Internet() implements Selector {
    @Override
    public String toString() {
      return "internet";
    }
  }

  /** A service, with the place and the traffic that it has. */
  record OfService(String service) implements Selector {
    @Override
    public String toString() {
      return "service:" + service;
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Selector parse(String text) {
    if (text.equals("any")) {
      return new Any();
    }
    if (text.equals("internet")) {
      return INTERNET;
    }
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    return switch (text.substring(0, Math.max(colon, 0))) {
      case "device" -> device(name);
      case "tag" -> new Tagged(shaped(name, Names.LABEL, "a tag"));
      case "group" -> new InGroup(shaped(name, Names.LABEL, "a group"));
      case "site" -> site(name);
      case "address" -> new Addressed(Prefix.parse(name));
      case "service" -> new OfService(shaped(name, SERVICE, "a service"));
      default ->
          throw new IllegalArgumentException(
              "it must be any or internet, or start with device:, tag:, group:, site:, service: or address:");
    };
  }

  /** A device by its name or identifier. */
  static OfDevice device(String name) {
    return new OfDevice(
        Names.ID.matcher(name).matches() ? name : shaped(name, Names.LABEL, "a device"));
  }

  private static AtSite site(String text) {
    int slash = text.indexOf('/');
    String site = shaped(slash < 0 ? text : text.substring(0, slash), Names.LABEL, "a site");
    if (slash < 0) {
      return new AtSite(site, "");
    }
    String host = text.substring(slash + 1);
    if (host.indexOf(':') >= 0 || host.matches("[0-9.]+")) {
      Prefix address = Prefix.parse(host);
      if (!address.isHost()) {
        throw new IllegalArgumentException("a host of a site is one address");
      }
      return new AtSite(site, address.firstAddress());
    }
    return new AtSite(site, shaped(host, HOST, "a host"));
  }

  private static String shaped(String name, Pattern shape, String kind) {
    if (!shape.matcher(name).matches()) {
      throw new IllegalArgumentException("the name of " + kind + " has the shape " + shape);
    }
    return name;
  }
}
