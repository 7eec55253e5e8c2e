package io.omniedge.manager.map;

import io.omniedge.manager.policy.DeviceRules;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.FlowRule;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Clients without an agent, and the gateways they join through. A client is a peer of its gateway
 * only; for everybody else its addresses are routes of that gateway. The gateway passes its flows
 * on, so the rules of its clients are among its own. For the thread of the model.
 */
final class ClientLinks {
  private final Map<String, String> gateways = new HashMap<>();
  private final Map<String, TreeSet<String>> clients = new HashMap<>();

  ClientLinks(Map<String, String> gatewaysByClient) {
    gatewaysByClient.forEach(this::put);
  }

  /** Notes the gateway of a client; empty if it has none any more. */
  void put(String client, String gateway) {
    remove(client);
    gateways.put(client, gateway);
    clients.computeIfAbsent(gateway, _ -> new TreeSet<>()).add(client);
  }

  void remove(String client) {
    String gateway = gateways.remove(client);
    Set<String> others = gateway == null ? null : clients.get(gateway);
    if (others != null) {
      others.remove(client);
    }
  }

  Set<String> clientsOf(String gateway) {
    return clients.getOrDefault(gateway, new TreeSet<>());
  }

  /** With the gateways of the clients among them: what concerns those is in their maps. */
  Set<String> withGateways(Set<String> devices) {
    Set<String> all = new TreeSet<>(devices);
    for (String device : devices) {
      String gateway = gateways.getOrDefault(device, "");
      if (!gateway.isEmpty()) {
        all.add(gateway);
      }
    }
    return all;
  }

  /** The rules of a device with those of its clients. */
  SortedMap<String, FlowRule> rules(String device, Function<String, DeviceRules> rulesOf) {
    TreeMap<String, FlowRule> rules = new TreeMap<>(rulesOf.apply(device).rules());
    for (String client : clientsOf(device)) {
      rulesOf.apply(client).rules().forEach((name, rule) -> rules.put(name + "@" + client, rule));
    }
    return rules;
  }

  /** The peers of a device, for itself and for its clients. */
  JsonObject peers(
      String device, Function<String, DeviceRules> rulesOf, Map<String, Member> members) {
    Peers peers = new Peers(device, members);
    peers.add(rulesOf.apply(device));
    for (String client : clientsOf(device)) {
      DeviceRules rules = rulesOf.apply(client);
      if (!rules.peers().isEmpty()) {
        peers.addClient(client);
        peers.add(rules);
      }
    }
    return peers.toJson();
  }

  /** Collects the peers of one map. */
  private final class Peers {
    private final String device;
    private final Map<String, Member> members;
    private final TreeMap<String, JsonObject> found = new TreeMap<>();
    private final Map<String, TreeSet<Prefix>> clientAddresses = new HashMap<>();

    Peers(String device, Map<String, Member> members) {
      this.device = device;
      this.members = members;
    }

    void addClient(String client) {
      Member member = members.get(client);
      if (member != null) {
        found.putIfAbsent(client, member.plainPeer());
      }
    }

    void add(DeviceRules rules) {
      Set<String> routed = Set.copyOf(rules.routedPeers());
      Set<String> exits = Set.copyOf(rules.exitPeers());
      for (String id : rules.peers()) {
        Member peer = members.get(id);
        if (peer == null || id.equals(device)) {
          continue;
        }
        String gateway = gateways.getOrDefault(id, device);
        if (!gateway.equals(device)) {
          addBehind(gateway, peer);
        } else if (exits.contains(id)) {
          found.put(id, peer.exitPeer());
        } else if (routed.contains(id)) {
          found.merge(id, peer.peer(), (known, one) -> known.equals(peer.exitPeer()) ? known : one);
        } else {
          found.putIfAbsent(id, peer.plainPeer());
        }
      }
    }

    private void addBehind(String gateway, Member client) {
      Member through = members.get(gateway);
      if (through != null && through.isActive()) {
        found.putIfAbsent(gateway, through.plainPeer());
        clientAddresses.computeIfAbsent(gateway, _ -> new TreeSet<>()).addAll(client.addresses());
      }
    }

    JsonObject toJson() {
      TreeMap<String, JsonValue> peers = new TreeMap<>(found);
      clientAddresses.forEach(
          (gateway, addresses) ->
              peers.put(
                  gateway, withRoutes(found.getOrDefault(gateway, JsonObject.EMPTY), addresses)));
      return new JsonObject(peers);
    }

    private static JsonObject withRoutes(JsonObject peer, Set<Prefix> more) {
      List<JsonValue> routes = new ArrayList<>();
      if (peer.members().get("routes") instanceof JsonArray known) {
        routes.addAll(known.elements());
      }
      more.forEach(prefix -> routes.add(new JsonString(prefix.toString())));
      TreeMap<String, JsonValue> members = new TreeMap<>(peer.members());
      members.put("routes", new JsonArray(routes));
      return new JsonObject(members);
    }
  }
}
