package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Prefix;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the JSON of a document again for every question, as slowly and as plainly as its
 * description says, and shares no line with the compiler.
 *
 * @param document as written
 * @param now when
 * @param intent whether windows are open, postures met and devices active whatever they are
 */
record Oracle(JsonObject document, Inventory inventory, Instant now, boolean intent) {

  /** Whether a flow may be opened. */
  boolean allows(Device a, Prefix source, Device b, Prefix target, int protocol, int port) {
    if (a.id().equals(b.id())
        || source.isIpv4() != target.isIpv4()
        || (!intent && !(a.active() && b.active()))) {
      return false;
    }
    for (JsonValue value : elements(document, "rules")) {
      JsonObject rule = (JsonObject) value;
      if (isOpen(rule) && meets(rule, a)) {
        boolean between = rule.find("between").isPresent();
        List<JsonValue> from = elements(rule, between ? "between" : "from");
        List<JsonValue> to =
            !between
                ? elements(rule, "to")
                : rule.find("and").isPresent() ? elements(rule, "and") : from;
        if (leads(rule, from, to, a, source, b, target, protocol, port)
            || (between && leads(rule, to, from, a, source, b, target, protocol, port))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean leads(
      JsonObject rule,
      List<JsonValue> from,
      List<JsonValue> to,
      Device a,
      Prefix source,
      Device b,
      Prefix target,
      int protocol,
      int port) {
    if (from.stream().noneMatch(word -> means(text(word), a, source))) {
      return false;
    }
    for (JsonValue word : to) {
      String selector = text(word);
      if (selector.startsWith("service:")) {
        JsonObject service =
            (JsonObject)
                ((JsonObject) member(document, "services"))
                    .find(selector.substring(8))
                    .orElse(JsonObject.EMPTY);
        if (service.find("at").isPresent()
            && means(text(member(service, "at")), b, target)
            && carries(service, source.isIpv4(), protocol, port)) {
          return true;
        }
      } else if (means(selector, b, target) && carries(rule, source.isIpv4(), protocol, port)) {
        return true;
      }
    }
    return false;
  }

  private boolean means(String word, Device device, Prefix address) {
    boolean own = device.addresses().contains(address);
    boolean behind = device.routes().stream().anyMatch(route -> route.contains(address));
    if (word.equals("any")) {
      return own || behind;
    }
    String name = word.substring(word.indexOf(':') + 1);
    return switch (word.substring(0, word.indexOf(':') + 1)) {
      case "device:" -> own && (device.name().equals(name) || device.id().equals(name));
      case "tag:" -> own && device.tags().contains(name);
      case "group:" ->
          (own && device.groups().contains(name))
              || (document.find("groups").isPresent()
                  && elements((JsonObject) member(document, "groups"), name).stream()
                      .anyMatch(part -> means(text(part), device, address)));
      case "address:" -> (own || behind) && Prefix.parse(name).contains(address);
      case "site:" -> behind && isAtSite(name, device, address);
      default -> throw new AssertionError(word);
    };
  }

  private boolean isAtSite(String name, Device device, Prefix address) {
    String[] parts = name.split("/");
    Site site = inventory.sites().get(parts[0]);
    if (site == null
        || !site.device().equals(device.id())
        || site.prefixes().stream().noneMatch(prefix -> prefix.contains(address))) {
      return false;
    }
    return parts.length == 1
        || (site.hosts().containsKey(parts[1])
            ? Objects.equals(site.hosts().get(parts[1]), address)
            : parts[1].matches("[0-9.]+") && Prefix.parse(parts[1]).equals(address));
  }

  private static boolean carries(JsonObject traffic, boolean ipv4, int protocol, int port) {
    String wanted = traffic.find("protocol").map(Oracle::text).orElse("any");
    boolean same =
        switch (wanted) {
          case "any" -> true;
          case "tcp" -> protocol == 6;
          case "udp" -> protocol == 17;
          case "sctp" -> protocol == 132;
          case "icmp" -> protocol == (ipv4 ? 1 : 58);
          default -> protocol == Integer.parseInt(wanted);
        };
    if (!same || traffic.find("ports").isEmpty()) {
      return same;
    }
    for (JsonValue value : elements(traffic, "ports")) {
      String[] ends =
          value instanceof JsonNumber ? new String[] {value.toJson()} : text(value).split("-");
      if (port >= Integer.parseInt(ends[0]) && port <= Integer.parseInt(ends[ends.length - 1])) {
        return true;
      }
    }
    return false;
  }

  /** Windows in the test are days and hours of UTC that do not pass midnight. */
  private boolean isOpen(JsonObject rule) {
    if (intent || rule.find("when").isEmpty()) {
      return true;
    }
    JsonObject when = (JsonObject) member(rule, "when");
    ZonedDateTime time = now.atZone(ZoneOffset.UTC);
    String day = time.getDayOfWeek().name().substring(0, 3);
    String minute = time.toLocalTime().toString().substring(0, 5);
    return elements(when, "days").stream().anyMatch(some -> text(some).equalsIgnoreCase(day))
        && elements(when, "hours").stream()
            .map(Oracle::text)
            .anyMatch(
                hours ->
                    minute.compareTo(hours.substring(0, 5)) >= 0
                        && minute.compareTo(hours.substring(6)) < 0);
  }

  /** Postures in the test ask for the minutes since a device was online, and a system. */
  private boolean meets(JsonObject rule, Device device) {
    for (JsonValue name : elements(rule, "posture")) {
      JsonObject posture =
          (JsonObject) member((JsonObject) member(document, "postures"), text(name));
      long minutes = ((JsonNumber) member(posture, "seenWithinMinutes")).value().longValue();
      boolean seen =
          device.health().online()
              || now.getEpochSecond() - device.health().lastSeen().getEpochSecond() < minutes * 60;
      boolean system =
          elements((JsonObject) member(posture, "attributes"), "os").stream()
              .anyMatch(os -> text(os).equals(device.health().attributes().get("os")));
      if (!intent && !(seen && system)) {
        return false;
      }
    }
    return true;
  }

  private static List<JsonValue> elements(JsonObject object, String name) {
    return object.find(name).map(value -> ((JsonArray) value).elements()).orElse(List.of());
  }

  private static JsonValue member(JsonObject object, String name) {
    return object.find(name).orElseThrow(() -> new AssertionError(Map.of(name, object)));
  }

  private static String text(JsonValue value) {
    return ((JsonString) value).value();
  }
}
