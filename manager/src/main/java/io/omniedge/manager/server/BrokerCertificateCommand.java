package io.omniedge.manager.server;

import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.authority.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code broker-certificate}: devices trust our authority only, so the broker needs one of ours.
 */
@Command(
    name = "broker-certificate",
    description = {
      "Makes a key and a certificate for an external broker, and the authority's certificate by",
      "which it knows devices: server.key, server.pem, authority.pem. Valid for 90 days."
    })
final class BrokerCertificateCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--out", required = true, description = "Folder to write into.")
  private Path out = Path.of("");

  @Parameters(
      arity = "1..*",
      paramLabel = "HOST",
      description = "Names and addresses that devices reach the broker by.")
  private List<String> hosts = List.of();

  @Override
  public Integer call() throws InterruptedException {
    return ExitCode.of(
        () -> {
          Path keys = PrivateFile.folder(config.read().data()).resolve("keys");
          write(PrivateFile.folder(keys), hosts, out);
        });
  }

  static void write(Path keys, List<String> hosts, Path out) throws IOException {
    Instant now = Instant.now();
    CertificateAuthority.open(keys, now).issueServer(hosts, now).writePem(PrivateFile.folder(out));
  }
}
