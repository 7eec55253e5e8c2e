package io.omniedge.itests.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.lab.Transfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changes at random to a gateway under traffic, right ones and wrong ones, and power cuts. */
@Tag("netns")
class ChangesTest {
  private static final String TUNNEL = "io.omniedge.transport.Tunnel";
  private static final String PEER = "io.omniedge.transport.Peer";
  private static final String DEVICES = "io.omniedge.tun.Devices";
  private static final String URL = "https://127.0.0.1:8443";
  private static final int CHANGES = 100;
  private static final String POOLS =
      "(C1|C2|qtp|GC|VM |G1|Java|Scheduler|Connector|HttpClient"
          + "|EventAdmin|FelixResolver|Apache Felix|idle-timeout|req-rsp).*";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a web page");
  }

  /** What a process holds: things that must not become more. */
  private record Holdings(
      long sockets, long devices, Map<String, Long> threads, String interfaces, String ports) {
    static Holdings of(Site site) {
      long pid = site.runtime().pid();
      Map<String, Long> threads = new TreeMap<>();
      for (String name : names(Path.of("/proc/" + pid + "/task"))) {
        // The JVM's own, and the pools of the web server and the framework, come and go.
        String kind = read(Path.of("/proc/" + pid + "/task/" + name + "/comm")).strip();
        if (!kind.matches(POOLS)) {
          threads.merge(kind, 1L, Long::sum);
        }
      }
      List<String> files = links(Path.of("/proc/" + pid + "/fd"));
      return new Holdings(
          files.stream().filter(file -> file.startsWith("socket:")).count(),
          files.stream().filter(file -> file.equals("/dev/net/tun")).count(),
          threads,
          site.gateway().run("sh", "-c", "ls /sys/class/net"),
          site.gateway().run("sh", "-c", "ss -Hlnu | awk '{ print $4 }' | sort"));
    }

    /** Whether nothing is more than before; threads of the start may have ended since. */
    boolean isWithin(Holdings before) {
      return sockets <= before.sockets
          && devices == before.devices
          && interfaces.equals(before.interfaces)
          && ports.equals(before.ports)
          && threads.entrySet().stream()
              .allMatch(kind -> kind.getValue() <= before.threads.getOrDefault(kind.getKey(), 0L));
    }

    private static List<String> names(Path folder) {
      try (Stream<Path> files = Files.list(folder)) {
        return files.map(file -> file.getFileName().toString()).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static List<String> links(Path folder) {
      return names(folder).stream()
          .map(
              name -> {
                try {
                  return Files.readSymbolicLink(folder.resolve(name)).toString();
                } catch (IOException e) {
                  return ""; // closed meanwhile
                }
              })
          .toList();
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        return ""; // ended meanwhile
      }
    }
  }

  private static PageClient setUp(Site site) {
    PageClient page = new PageClient(site.gateway(), URL);
    page.setUp(site.setupCode());
    assertEquals(303, page.create(TUNNEL, "plant", plant(Map.of())));
    Map<String, String> peer =
        peer(site.otherKey(), "10.77.0.2/32", Map.of("endpoint", "203.0.113.2:51820"));
    assertEquals(303, page.create(PEER, "plant-b", peer));
    Eventually.holds(
        "the tunnel's interface",
        () -> Files.exists(site.gateway().runFolder().resolve("omni0.sock")));
    String key = site.gateway().run("wg", "show", "omni0", "public-key").strip();
    site.other()
        .wg()
        .set("peer", key, "allowed-ips", "10.77.0.1/32", "endpoint", Site.GATEWAY_WAN + ":51820");
    Ping.awaitAnswer(site.gateway(), Site.OTHER_INNER);
    return page;
  }

  private static Map<String, String> plant(Map<String, String> other) {
    return tunnel("omni0", "10.77.0.1/24", 51820, other);
  }

  private static Map<String, String> tunnel(
      String device, String address, int port, Map<String, String> other) {
    Map<String, String> form = new HashMap<>();
    form.put("enabled", "true");
    form.put("interfaceName", device);
    form.put("address", address);
    form.put("listenPort", "" + port);
    form.put("mtu", "1420");
    form.put("table", "auto");
    form.put("fwMark", "off");
    form.put("cipher", "auto");
    form.putAll(other);
    return form;
  }

  private static Map<String, String> peer(String key, String ips, Map<String, String> other) {
    Map<String, String> form = new HashMap<>();
    form.put("enabled", "true");
    form.put("Tunnel.target", "(kura.service.pid=plant)");
    form.put("publicKey", key);
    form.put("allowedIPs", ips);
    form.put("persistentKeepalive", "0");
    form.putAll(other);
    return form;
  }

  @Test
  void aHundredChangesLoseNoSessionAndLeaveNothing() {
    long seed = new Random().nextLong();
    try (Site site = Site.open("changes")) {
      PageClient page = setUp(site);
      // Once of each kind first: what is loaded then stays, and is no leak.
      Walk walk = new Walk(page, new Random(seed));
      for (int kind = 0; kind < Walk.KINDS; kind++) {
        walk.step(kind);
      }
      walk.removeAll();
      Eventually.holds(
          "the other tunnels are gone",
          () ->
              interfaces(site) == 1
                  && Holdings.of(site).threads.keySet().stream()
                      .noneMatch(name -> name.matches("omni[12] .*|t[12] .*")));
      final Holdings before = Holdings.of(site);
      final long handshake = handshake(site);

      // Apart: a bulk transfer alone fills queues until they drop pings.
      Program pings = Ping.stream(site.gateway(), Site.OTHER_INNER);
      walk.steps(CHANGES / 2);
      assertEquals(0, Ping.lostOf(pings), "lost packets");
      Transfer transfer = Transfer.endless(site.gateway(), site.other().host(), Site.OTHER_INNER);
      walk.steps(CHANGES / 2);
      walk.removeAll();
      transfer.stopIntact();
      assertEquals(handshake, handshake(site), "the session went on");
      assertTrue(
          walk.refused > 0 && walk.done + walk.refused >= CHANGES,
          walk.refused + " refused and " + walk.done + " done");
      Eventually.holds(
          "nothing left over",
          Eventually.DEADLINE,
          () -> Holdings.of(site).isWithin(before),
          () -> before + "\n" + Holdings.of(site) + site.runtime().output());
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  @Test
  void aPowerCutWhileWritingLeavesTheConfigurationBeforeOrAfter() {
    Random random = new Random();
    try (Site site = Site.open("cuts")) {
      PageClient page = setUp(site);
      for (int cut = 0; cut < 5; cut++) {
        int mtu = 1300 + cut;
        int last = 0;
        int until = 1 + random.nextInt(4);
        for (int change = 0; change < until; change++) {
          last = mtu + 10 * change;
          page.expect(303, page.update("plant", plant(Map.of("mtu", "" + last))));
        }
        site.powerCut();
        page.signIn();
        String form = page.get("/configuration/of/plant");
        assertTrue(form.contains("value=\"" + last + "\""), "mtu is not " + last + " in\n" + form);
        assertFalse(site.runtime().output().contains("unreadable"), site.runtime().output());
        Ping.awaitAnswer(site.gateway(), Site.OTHER_INNER);
      }
    }
  }

  private static long handshake(Site site) {
    return Long.parseLong(
        site.gateway()
            .run("wg", "show", "omni0", "latest-handshakes")
            .lines()
            .filter(line -> line.startsWith(site.otherKey()))
            .findFirst()
            .orElseThrow()
            .split("\t")[1]);
  }

  private static int interfaces(Site site) {
    return site.gateway().run("wg", "show", "interfaces").strip().split(" ").length;
  }

  /** Changes at random that leave the session between the plants alone. */
  private static final class Walk {
    static final int KINDS = 12;
    private final PageClient page;
    private final Random random;
    private final Map<String, Boolean> present = new TreeMap<>();
    private int done;
    private int refused;

    Walk(PageClient page, Random random) {
      this.page = page;
      this.random = random;
    }

    void steps(int changes) {
      int until = done + refused + changes;
      while (done + refused < until) {
        step(random.nextInt(KINDS));
      }
    }

    /** One change of that kind. */
    void step(int kind) {
      String peer = "p" + random.nextInt(5);
      String tunnel = "t" + (1 + random.nextInt(2));
      int number = tunnel.charAt(1) - '0';
      switch (kind) {
        case 0, 1 -> put(PEER, peer, peer(Keys.generate().publicKey(), ips(peer), Map.of()));
        case 2 -> put(PEER, peer, peer("no key", ips(peer), Map.of()));
        case 3 -> put(PEER, peer, peer(Keys.generate().publicKey(), "10.90.0.0/40", Map.of()));
        case 4 -> remove(peer);
        case 5, 6 ->
            put(
                TUNNEL,
                tunnel,
                tunnel(
                    "omni" + number,
                    "10.80." + number + ".1/24",
                    52000 + number,
                    Map.of("mtu", "" + (1280 + random.nextInt(140)))));
        case 7 -> put(TUNNEL, tunnel, tunnel("omni0", "10.80.9.1/24", 51820, Map.of()));
        case 8 -> remove(tunnel);
        case 9 -> count(page.update("plant", plant(Map.of("listenPort", "70000"))), 422);
        case 10 -> count(page.update("plant", plant(Map.of("address", "10.77.0.1/99"))), 303);
        default -> count(page.update(DEVICES, Map.of("tunTso", "true", "udpGro", "true")), 303);
      }
      if (kind == 10) {
        // As it was: what was refused stands in the form until it is mended.
        count(page.update("plant", plant(Map.of())), 303);
      }
    }

    private static String ips(String peer) {
      return "10.90." + peer.substring(1) + ".0/24";
    }

    private void put(String factory, String name, Map<String, String> form) {
      boolean there = present.put(name, true) != null;
      count(there ? page.update(name, form) : page.create(factory, name, form), 303);
    }

    private void remove(String name) {
      if (present.remove(name) != null) {
        count(page.delete(name), 303);
      }
    }

    void removeAll() {
      List.copyOf(present.keySet()).forEach(this::remove);
    }

    private void count(int status, int expected) {
      page.expect(expected, status);
      if (status == 303) {
        done++;
      } else {
        refused++;
      }
    }
  }
}
