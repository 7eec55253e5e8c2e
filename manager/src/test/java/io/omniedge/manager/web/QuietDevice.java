package io.omniedge.manager.web;

import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.PeerTraffic;
import io.omniedge.protocol.message.PluginState;
import io.omniedge.protocol.message.ReportMessage;
import io.omniedge.protocol.message.Topic;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A device that enrols as a real one does, and then tells what a test lets it tell. */
final class QuietDevice {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final long PATIENCE_NANOS = 10_000_000_000L;

  final String name;
  final String id;
  private final SigningKey identity = SigningKey.generate();
  private final SilentApi api;
  private final String tenant;
  private final String wireguardKey = wireguardKey();
  private final SortedMap<String, PeerTraffic> peers = new TreeMap<>();
  private List<PluginState> plugins = List.of();

  QuietDevice(SilentApi api, String setupKey, String name, String serial) {
    this.api = api;
    this.name = name;
    EnrolmentAnswer answer =
        api.enrolment.enrol(
            new EnrolmentRequest(
                    api.enrolment.challenge(),
                    SetupKey.parse(setupKey).exposeSecret(),
                    identity.verifyKey(),
                    wireguardKey,
                    certificateRequest(),
                    name,
                    Optional.of(serial).filter(text -> !text.isEmpty()),
                    1,
                    List.of("192.0.2.1:51820"),
                    List.of(Prefix.parse("192.168.7.0/24")),
                    false)
                .signed(identity),
            InetAddress.getLoopbackAddress());
    id = answer.device();
    tenant = answer.tenant();
  }

  private static String wireguardKey() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private static String certificateRequest() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair key = generator.generateKeyPair();
      return Base64.getEncoder()
          .encodeToString(
              new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=any"), key.getPublic())
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                  .getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  QuietDevice talksWith(QuietDevice peer, long handshake, long received, long sent) {
    peers.put(
        peer.id, new PeerTraffic(Optional.of("198.51.100.7:51820"), handshake, received, sent));
    return this;
  }

  /** Sends a report, and waits until it is kept. */
  QuietDevice reports(Database database, long sequence, long atMillis, byte[] body) {
    ReportMessage report =
        new ReportMessage(
            "pdm-report",
            "0123456789abcdef",
            sequence,
            atMillis,
            false,
            "application/json",
            body,
            Optional.of(Jws.signDetached(DocumentType.REPORT, body, identity)));
    try {
      api.reports.take(
          database.read(handle -> DeviceTable.find(handle, id)).orElseThrow(), report.toBytes());
      api.reportsKept.acquire();
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return this;
  }

  QuietDevice runs(PluginState... installed) {
    plugins = List.of(installed);
    return this;
  }

  /** Says that it is here. */
  QuietDevice says(String... problems) {
    send(
        Leaf.STATE,
        new DeviceState(
                true,
                "boot-" + id,
                2,
                1,
                wireguardKey,
                51820,
                List.of("192.0.2.1:51820"),
                List.of(Prefix.parse("192.168.7.0/24")),
                new TreeMap<>(Map.of("agent", "0.1.0", "system", "Debian 13")),
                peers,
                new TreeMap<>(),
                List.of(problems),
                plugins)
            .toBytes());
    return this;
  }

  QuietDevice reports(String document) {
    send(Leaf.REPORTED, document.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return this;
  }

  QuietDevice sendsForms(String document) {
    send(Leaf.FORMS, document.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Waits until it is taken in: others do that, one lane for each device. */
  private void send(Leaf leaf, byte[] message) {
    long taken = api.taken(leaf, tenant, id);
    api.fleet.receive(new Topic(tenant, id, leaf), message);
    long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
    while (api.taken(leaf, tenant, id) == taken) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError(name + " sent " + leaf.text() + ", and nobody took it");
      }
      Thread.onSpinWait();
    }
  }
}
