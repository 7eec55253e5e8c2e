package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of namespaces for one test. Everything in it is named after the test and our process
 * id; it goes with {@link #close()}, at the latest when the JVM ends, and what a killed JVM left is
 * removed by the next one.
 *
 * <p>Single-threaded, as a test is.
 */
public final class NetworkLab implements AutoCloseable {
  private static final String PREFIX = "omni-it";
  private static final Pattern OWNED = Pattern.compile(PREFIX + "-(\\d+)\\b.*");
  private static final Path TEMP = Path.of("/tmp");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Set<NetworkLab> OPEN = ConcurrentHashMap.newKeySet();
  private static boolean prepared;

  private final String name;
  private final Path folder;
  private final List<Host> hosts = new ArrayList<>();

  private NetworkLab(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  /**
   * Opens an empty laboratory, or gives the test up with the reason why there can be none.
   *
   * @param test what the namespaces are named after, for instance {@code "roaming"}
   */
  public static NetworkLab open(String test) {
    prepare();
    String name = PREFIX + "-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    try {
      // Short, for a Unix socket's path has at most 107 bytes.
      Path folder = Files.createDirectory(TEMP.resolve(name));
      NetworkLab lab = new NetworkLab(name + "-" + test.replaceAll("[^A-Za-z0-9]+", "-"), folder);
      OPEN.add(lab);
      return lab;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a host without any network but its loopback. */
  public Host host(String hostName) {
    try {
      Path home = Files.createDirectory(folder.resolve(hostName));
      Files.createDirectory(home.resolve("run"));
      Host host = new Host(name + "-" + hostName, home);
      Command.run(List.of("ip", "netns", "add", host.namespace()));
      hosts.add(host);
      host.run("ip", "link", "set", "lo", "up");
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lays a cable between two hosts: a veth pair, both ends up, with this MTU. */
  public void connect(Host a, String deviceA, Host b, String deviceB, int mtu) {
    Command.run(
        List.of(
            "ip",
            "link",
            "add",
            deviceA,
            "mtu",
            "" + mtu,
            "netns",
            a.namespace(),
            "type",
            "veth",
            "peer",
            "name",
            deviceB,
            "mtu",
            "" + mtu,
            "netns",
            b.namespace()));
    a.run("ip", "link", "set", deviceA, "up");
    b.run("ip", "link", "set", deviceB, "up");
  }

  /** Ends all programs, keeps their logs in target/labs, and removes every namespace. */
  @Override
  public void close() {
    if (!OPEN.remove(this)) {
      return;
    }
    hosts.forEach(Host::stopPrograms);
    hosts.forEach(host -> removeNamespace(host.namespace()));
    keepLogs();
    delete(folder);
  }

  private void keepLogs() {
    // What a program keeps deeper down are its data, whatever the names.
    try (Stream<Path> files = Files.walk(folder, 2)) {
      Path kept = Files.createDirectories(Path.of("target", "labs", name));
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        String host = String.valueOf(folder.relativize(log).getParent());
        Files.copy(
            log, kept.resolve(host + "-" + log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void prepare() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("network namespaces need root");
    }
    if (!Files.exists(Path.of("/dev/net/tun"))) {
      Assumptions.abort("there is no /dev/net/tun");
    }
    if (prepared) {
      return;
    }
    try {
      Files.createDirectories(Path.of("/run/wireguard"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    removeLeftovers();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> List.copyOf(OPEN).forEach(NetworkLab::close)));
    prepared = true;
  }

  /** What belongs to a process that is no more: namespaces with their processes, and folders. */
  private static void removeLeftovers() {
    for (String line : Command.run(List.of("ip", "netns", "list")).lines().toList()) {
      String namespace = line.split(" ", 2)[0];
      if (isLeftover(namespace)) {
        removeNamespace(namespace);
      }
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(TEMP, PREFIX + "-*")) {
      for (Path entry : entries) {
        if (isLeftover(entry.getFileName().toString())) {
          delete(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLeftover(String owned) {
    Matcher matcher = OWNED.matcher(owned);
    return matcher.matches()
        && ProcessHandle.of(Long.parseLong(matcher.group(1)))
            .filter(ProcessHandle::isAlive)
            .isEmpty();
  }

  private static void removeNamespace(String namespace) {
    Command pids = Command.attempt(List.of("ip", "netns", "pids", namespace), "");
    pids.out()
        .lines()
        .forEach(
            pid ->
                ProcessHandle.of(Long.parseLong(pid.strip()))
                    .ifPresent(ProcessHandle::destroyForcibly));
    Command.attempt(List.of("ip", "netns", "delete", namespace), "");
  }

  private static void delete(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
