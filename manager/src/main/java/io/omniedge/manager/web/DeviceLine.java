package io.omniedge.manager.web;

import java.time.Instant;

/** How a device looks in a list: its state in a word and a colour. */
record DeviceLine(Doc device, String network, String seen) {
  static DeviceLine of(Doc device, String network, Instant now) {
    String seen =
        isClient(device)
            ? ""
            : device.flag("online") ? "now" : Words.ago(device.time("lastSeenAt"), now);
    return new DeviceLine(device, network, seen);
  }

  String id() {
    return device.text("id");
  }

  String name() {
    return device.text("name");
  }

  String path() {
    return "/devices/" + id();
  }

  /** Whether it has no agent, which would tell us that it is there. */
  boolean isClient() {
    return isClient(device);
  }

  private static boolean isClient(Doc device) {
    return device.text("kind").equals("client");
  }

  /** For people. */
  String state() {
    return switch (device.text("membership")) {
      case "active" -> isClient() ? "client" : device.flag("online") ? "online" : "offline";
      case "pending" -> "waiting for approval";
      case "quarantined" -> "quarantined";
      default -> device.text("membership");
    };
  }

  /** Of a pill. */
  String colour() {
    return switch (device.text("membership")) {
      case "active" -> isClient() ? "client" : device.flag("online") ? "good" : "off";
      case "pending" -> "warn";
      default -> "bad";
    };
  }

  /** The address people use, which is the IPv4 one. */
  String address() {
    return device.texts("addresses").stream().findFirst().map(DeviceLine::host).orElse("");
  }

  /** An address without the length that says it is only one. */
  static String host(String prefix) {
    int slash = prefix.indexOf('/');
    return slash < 0 ? prefix : prefix.substring(0, slash);
  }
}
