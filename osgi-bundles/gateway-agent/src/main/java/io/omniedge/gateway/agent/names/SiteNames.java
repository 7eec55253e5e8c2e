package io.omniedge.gateway.agent.names;

import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.AddressText;
import io.omniedge.protocol.net.Prefix;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stub resolver for the names of the network: at one address of this machine, and at its own in
 * the overlay, for hosts of the plant. It changes nobody's settings, unless split DNS is asked for.
 * One thread.
 */
public final class SiteNames implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SiteNames.class.getName());
  private static final long RESOLVECTL_SECONDS = 5;

  /** Where it could not listen, how often, and why. */
  private record Failure(int times, String reason) {}

  private final InetAddress local;
  private final int port;
  private final @Nullable String splitInterface;
  private final Map<InetAddress, NameServer> servers = new HashMap<>();
  private final Map<InetAddress, Failure> failures =
      new TreeMap<>(java.util.Comparator.comparing(InetAddress::getHostAddress));
  private Set<InetAddress> wanted = Set.of();
  private @Nullable NameZone zone;
  private String split = "";

  /**
   * Answers nobody yet.
   *
   * @param local an address of this machine, as 127.0.0.77
   * @param port 53, or another for tests
   * @param splitInterface of the tunnel, for which systemd-resolved is told to ask here; null to
   *     leave it alone
   */
  public SiteNames(InetAddress local, int port, @Nullable String splitInterface) {
    this.local = local;
    this.port = port;
    this.splitInterface = splitInterface;
  }

  /** Answers as this map says. */
  public void serve(NetworkMap map) {
    try {
      zone = NameZone.of(map);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the domain {0} is none: {1}", map.domain(), e.getMessage());
      return;
    }
    Set<InetAddress> addresses = new HashSet<>();
    addresses.add(local);
    map.addresses().stream().filter(Prefix::isHost).map(Prefix::address).forEach(addresses::add);
    wanted = addresses;
    servers
        .entrySet()
        .removeIf(
            entry -> {
              if (addresses.contains(entry.getKey())) {
                return false;
              }
              entry.getValue().close();
              return true;
            });
    servers.values().forEach(server -> server.serve(zone));
    listen();
  }

  /** Tries again where it could not listen; an address of the overlay comes with the interface. */
  public void listen() {
    NameZone current = zone;
    if (current == null) {
      return;
    }
    failures.keySet().retainAll(wanted);
    for (InetAddress address : wanted) {
      if (servers.containsKey(address)) {
        continue;
      }
      try {
        servers.put(address, NameServer.listen(address, port, current));
        failures.remove(address);
        LOG.log(Level.INFO, "names below {0} are answered at {1}", current.domain(), address);
      } catch (IOException e) {
        failures.merge(
            address,
            new Failure(1, String.valueOf(e.getMessage())),
            (before, now) -> new Failure(before.times() + 1, now.reason()));
      }
    }
    splitIfAsked(current);
  }

  private void splitIfAsked(NameZone current) {
    if (splitInterface == null || split.equals(current.domain()) || !servers.containsKey(local)) {
      return;
    }
    String domain = current.domain();
    if (resolvectl("dns", splitInterface, local.getHostAddress() + ":" + port)
        && resolvectl("domain", splitInterface, "~" + domain)) {
      split = domain;
    }
  }

  private static boolean resolvectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("resolvectl"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(RESOLVECTL_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What is wrong, a sentence for each address where it cannot listen. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    failures.forEach(
        (address, failure) -> {
          // Once is no news: the addresses of the tunnel come a moment after the map.
          if (failure.times() > 1) {
            problems.add(
                "names cannot be answered at "
                    + AddressText.of(address)
                    + ":"
                    + port
                    + ": "
                    + failure.reason());
          }
        });
    return problems;
  }

  @Override
  public void close() {
    servers.values().forEach(NameServer::close);
    servers.clear();
    if (!split.isEmpty() && splitInterface != null && !resolvectl("revert", splitInterface)) {
      LOG.log(Level.DEBUG, "the interface is gone, and its settings with it");
    }
    split = "";
  }
}
