package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks over a document for what nobody would have meant: words that mean nothing in this network,
 * groups nobody uses, networks that two devices have.
 */
public final class PolicyFindings {
  /** More than a page of them nobody reads. */
  private static final int MAX_FINDINGS = 200;

  private final PolicyDocument document;
  private final Inventory inventory;
  private final Set<String> known = new HashSet<>();
  private final Set<String> used = new HashSet<>();
  private final List<PolicyFinding> findings = new ArrayList<>();

  private PolicyFindings(PolicyDocument document, Inventory inventory) {
    this.document = document;
    this.inventory = inventory;
    for (Device device : inventory.devices().values()) {
      known.add("device:" + device.id());
      known.add("device:" + device.name());
      device.tags().forEach(tag -> known.add("tag:" + tag));
      device.groups().forEach(group -> known.add("group:" + group));
    }
    document.groups().keySet().forEach(group -> known.add("group:" + group));
    document.services().keySet().forEach(service -> known.add("service:" + service));
    inventory.services().keySet().forEach(service -> known.add("service:" + service));
  }

  /** The findings in the order of the document, at most 200. */
  public static List<PolicyFinding> of(PolicyDocument document, Inventory inventory) {
    PolicyFindings findings = new PolicyFindings(document, inventory);
    findings.lookAtSelectors();
    findings.lookForUnused();
    findings.lookForOverlaps();
    return List.copyOf(
        findings.findings.subList(0, Math.min(MAX_FINDINGS, findings.findings.size())));
  }

  private void lookAtSelectors() {
    document.groups().forEach((name, members) -> look("groups." + name, members));
    document
        .services()
        .forEach((name, service) -> look("services." + name + ".at", service.place()));
    for (int i = 0; i < document.rules().size(); i++) {
      PolicyRule rule = document.rules().get(i);
      boolean between = rule.both() || rule.from().equals(rule.to());
      look("rules[" + i + (between ? "].between" : "].from"), rule.from());
      if (!rule.from().equals(rule.to())) {
        look("rules[" + i + (between ? "].and" : "].to"), rule.to());
      }
      used.addAll(rule.postures().stream().map(posture -> "posture:" + posture).toList());
    }
    for (int i = 0; i < document.tests().size(); i++) {
      look("tests[" + i + "].from", document.tests().get(i).from());
      look("tests[" + i + "].to", document.tests().get(i).to());
    }
  }

  private void look(String place, List<Selector> selectors) {
    if (selectors.size() == 1) {
      look(place, selectors.getFirst());
      return;
    }
    for (int i = 0; i < selectors.size(); i++) {
      look(place + "[" + i + "]", selectors.get(i));
    }
  }

  private void look(String place, Selector selector) {
    if (place.startsWith("rules")) {
      used.add(selector.toString());
    }
    odd(selector)
        .ifPresent(reason -> findings.add(new PolicyFinding(place, selector.toString(), reason)));
  }

  private Optional<String> odd(Selector selector) {
    return switch (selector) {
      case Selector.Any _ -> Optional.empty();
      case Selector.Internet _ ->
          inventory.devices().values().stream().anyMatch(device -> !device.exits().isEmpty())
              ? Optional.empty()
              : Optional.of(
                  "no device is an exit node: none has an approved route 0.0.0.0/0 or ::/0");
      case Selector.AtSite at -> oddSite(at);
      case Selector.Addressed addressed ->
          inventory.devices().values().stream()
                  .anyMatch(
                      device ->
                          overlaps(addressed.prefix(), device.addresses())
                              || overlaps(addressed.prefix(), device.routes()))
              ? Optional.empty()
              : Optional.of("no device has it or routes to it");
      default ->
          known.contains(selector.toString())
              ? Optional.empty()
              : Optional.of(
                  selector instanceof Selector.Tagged
                      ? "no device has this tag"
                      : "there is no such one in this network");
    };
  }

  private Optional<String> oddSite(Selector.AtSite at) {
    Site site = inventory.sites().get(at.site());
    if (site == null) {
      return Optional.of("there is no such site");
    }
    Device gateway = inventory.devices().get(site.device());
    if (gateway == null) {
      return Optional.of("the site has no gateway");
    }
    List<Prefix> routed = Prefixes.common(site.prefixes(), gateway.routes());
    if (routed.isEmpty()) {
      return Optional.of("none of its networks is an approved route of " + gateway.name());
    }
    if (at.host().isEmpty()) {
      return Optional.empty();
    }
    Prefix host = Resolution.host(site, at.host());
    if (host == null) {
      return Optional.of("the site has no such host");
    }
    return Prefixes.contain(routed, host)
        ? Optional.empty()
        : Optional.of("it is in none of the site's approved networks");
  }

  private static boolean overlaps(Prefix prefix, List<Prefix> others) {
    return others.stream().anyMatch(prefix::overlaps);
  }

  private void lookForUnused() {
    unused("groups", "group:", document.groups().keySet());
    unused("services", "service:", document.services().keySet());
    unused("postures", "posture:", document.postures().keySet());
    for (String service : document.services().keySet()) {
      if (inventory.services().containsKey(service)) {
        findings.add(
            new PolicyFinding(
                "services." + service, service, "it replaces the network's service of this name"));
      }
    }
  }

  private void unused(String member, String kind, Set<String> names) {
    for (String name : names) {
      if (!used.contains(kind + name)) {
        findings.add(new PolicyFinding(member + "." + name, name, "no rule uses it"));
      }
    }
  }

  private record Owned(Prefix prefix, Device owner) {}

  /** A packet has addresses, not names: of two networks that overlap, rules mean both. */
  private void lookForOverlaps() {
    List<Owned> all = new ArrayList<>();
    for (Device device : inventory.devices().values()) {
      device.addresses().forEach(prefix -> all.add(new Owned(prefix, device)));
      device.routes().forEach(prefix -> all.add(new Owned(prefix, device)));
    }
    Collections.sort(all, Comparator.comparing(Owned::prefix));
    Deque<Owned> around = new ArrayDeque<>();
    for (Owned owned : all) {
      while (!around.isEmpty() && !around.getLast().prefix().contains(owned.prefix())) {
        around.removeLast();
      }
      for (Owned outer : around) {
        if (!outer.owner().id().equals(owned.owner().id())) {
          findings.add(
              new PolicyFinding(
                  "device:" + owned.owner().name(),
                  owned.prefix().toString(),
                  "device:"
                      + outer.owner().name()
                      + " has "
                      + outer.prefix()
                      + " too; rules cannot tell them apart"));
          break;
        }
      }
      around.addLast(owned);
    }
  }
}
