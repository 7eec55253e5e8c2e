package io.omniedge.itests.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of the laboratory: a network namespace with a {@code /run/wireguard} of its own, so
 * that every gateway can call its interface {@code omni0}.
 */
public final class Host {
  private final String namespace;
  private final Path folder;
  private final List<Program> programs = new ArrayList<>();

  Host(String namespace, Path folder) {
    this.namespace = namespace;
    this.folder = folder;
  }

  /** Where its files are: {@code run/} is its /run/wireguard, programs log to {@code NAME.log}. */
  public Path folder() {
    return folder;
  }

  /** The folder that the programs of this host see as /run/wireguard. */
  public Path runFolder() {
    return folder.resolve("run");
  }

  /** Runs a command here, which has to succeed; its output. */
  public String run(String... command) {
    return Command.run(inside(command));
  }

  /** Runs a command here, whatever its status. */
  public Command attempt(String... command) {
    return Command.attempt(inside(command), "");
  }

  /** Runs a command here with this text as its input; it has to succeed. */
  public String feed(String input, String... command) {
    Command result = Command.attempt(inside(command), input);
    if (!result.succeeded()) {
      throw new AssertionError(
          String.join(" ", command) + " ended with " + result.status() + "\n" + result.err());
    }
    return result.out();
  }

  /** Starts a program here, which ends at the latest with the laboratory. */
  public Program start(String name, String... command) {
    Program program = Program.start(name, inside(command), folder.resolve(name + ".log"));
    programs.add(program);
    return program;
  }

  /** Writes a kernel parameter of this namespace, such as {@code net/ipv4/ip_forward}. */
  public void sysctl(String key, int value) {
    run("sh", "-c", "echo " + value + " >/proc/sys/" + key);
  }

  /** Lets this host pass on packets of others. */
  public void forward() {
    sysctl("net/ipv4/ip_forward", 1);
    sysctl("net/ipv6/conf/all/forwarding", 1);
  }

  /** Adds an address to a device, usable at once. */
  public void address(String device, String prefix) {
    if (prefix.indexOf(':') >= 0) {
      run("ip", "address", "add", prefix, "dev", device, "nodad");
    } else {
      run("ip", "address", "add", prefix, "dev", device);
    }
  }

  /** For a failure message: addresses and programs of this host. */
  String describe() {
    StringBuilder text = new StringBuilder(namespace).append(":\n");
    text.append(attempt("ip", "-brief", "address").out());
    text.append(attempt("wg", "show").out());
    text.append(UnixText.read(runFolder().resolve(GatewayProcess.DEVICE + ".status")));
    programs.forEach(program -> text.append(program.describe()).append('\n'));
    return text.toString();
  }

  /** Its name for {@code ip netns exec}. */
  public String namespace() {
    return namespace;
  }

  void stopPrograms() {
    programs.forEach(Program::close);
  }

  private List<String> inside(String... command) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("ip", "netns", "exec", namespace, "sh", "-c"));
    // `ip netns exec` already runs in a mount namespace of its own; exec keeps the process id.
    all.add("mount --bind \"$0\" /run/wireguard && exec \"$@\"");
    all.add(runFolder().toString());
    all.addAll(List.of(command));
    return all;
  }
}
