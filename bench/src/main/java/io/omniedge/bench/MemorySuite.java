package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.LOWER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resident memory of one gateway while 1, 100 and 1,000 peers send and receive through it. */
final class MemorySuite {
  private static final int[] PEERS = {1, 100, 1000};
  private static final double[] WANTED_MEGABYTES = {80, 96, 128};
  private static final int PACKETS_PER_SECOND = 20_000;
  private static final double MIN_ANSWERED = 0.9;

  private final Plan plan;
  private final Report report;
  private final int seconds;

  MemorySuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
    this.seconds = plan.quick() ? 5 : 15;
  }

  void run() throws BenchException {
    report.section("Resident memory under load");
    List<Implementation> all = new ArrayList<>(List.of(plan.reference()));
    plan.sides().stream()
        .filter(side -> side.key() || !plan.quick())
        .forEach(side -> all.add(side.implementation()));
    for (int i = 0; i < PEERS.length; i++) {
      if (plan.quick() && PEERS[i] == 100) {
        continue;
      }
      for (Implementation implementation : all) {
        boolean ours = !implementation.equals(plan.reference());
        measure(implementation, PEERS[i], ours ? WANTED_MEGABYTES[i] : null);
      }
    }
  }

  private void measure(Implementation implementation, int peers, @Nullable Double wanted)
      throws BenchException {
    try (Wire wire = new Wire("m");
        Gateway gateway = new Gateway(wire.b(), "obmb", implementation, plan.folder())) {
      Path keys = plan.folder().resolve("keys");
      gateway.start("10.78.0.1/16", "fd78::1/64", peerSections(peers, keys));
      Path log = plan.folder().resolve("crowd.log");
      Process crowd = startCrowd(wire, gateway, keys, log);
      try {
        List<Double> samples = sample(gateway, crowd, log);
        report(implementation, peers, wanted, samples, Command.read(log));
      } finally {
        Command.stop(crowd);
      }
    }
  }

  /** Writes the private keys of the crowd and returns the gateway's view of it. */
  private static String peerSections(int peers, Path keys) throws BenchException {
    StringBuilder sections = new StringBuilder();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      String key = Command.run("wg genkey").strip();
      int address = CrowdPeer.innerAddress(i);
      lines.add(key);
      sections
          .append("[Peer]\nPublicKey = ")
          .append(Command.run(List.of("wg", "pubkey"), key).strip())
          .append("\nAllowedIPs = 10.78.")
          .append(address >>> 8 & 0xff)
          .append('.')
          .append(address & 0xff)
          .append("/32\n");
    }
    try {
      Files.write(keys, lines);
    } catch (IOException e) {
      throw new BenchException("cannot write " + keys, e);
    }
    return sections.toString();
  }

  private Process startCrowd(Wire wire, Gateway gateway, Path keys, Path log)
      throws BenchException {
    List<String> command = Command.java(Crowd.class);
    command.addAll(List.of(gateway.publicKey(), Wire.B4, keys.toString()));
    command.addAll(List.of(Integer.toString(PACKETS_PER_SECOND), Integer.toString(seconds)));
    return Command.start(Command.inNamespace(wire.a(), command), Map.of(), log);
  }

  private static List<Double> sample(Gateway gateway, Process crowd, Path log)
      throws BenchException {
    List<Double> samples = new ArrayList<>();
    while (crowd.isAlive()) {
      Command.pause(100);
      if (Command.read(log).contains("sessions")) {
        samples.add(Usage.residentMegabytes(gateway.pid()));
      }
    }
    if (samples.isEmpty()) {
      throw new BenchException("the crowd of peers failed: " + Command.read(log));
    }
    return samples;
  }

  private void report(
      Implementation implementation,
      int peers,
      @Nullable Double wanted,
      List<Double> samples,
      String log)
      throws BenchException {
    double most = samples.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    String[] counts = log.substring(log.indexOf("sent ")).strip().split(" ");
    double answered = Double.parseDouble(counts[3]) / Double.parseDouble(counts[1]);
    if (answered < MIN_ANSWERED) {
      report.note(String.format(Locale.ROOT, "only %.0f %% answered", 100 * answered));
    }
    String what = "Resident memory, " + peers + (peers == 1 ? " peer, " : " peers, ");
    String command = "VmRSS while " + PACKETS_PER_SECOND + " echo requests/s come from all peers";
    report.add(new Figure(what + implementation.name(), most, "MB", wanted, LOWER, command));
    double growth = samples.getLast() - samples.get(samples.size() / 2);
    report.note(
        String.format(
            Locale.ROOT,
            "%s of %s packets answered; grew by %.1f MB in the second half",
            counts[3],
            counts[1],
            growth));
  }
}
