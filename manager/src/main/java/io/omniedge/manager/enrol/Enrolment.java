package io.omniedge.manager.enrol;

import io.omniedge.manager.address.Addresses;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.KeyRecord;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.lifecycle.Lifecycle;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.RenewalRequest;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.AddressText;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.VerifyKey;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Lets devices in by a setup key, and gives those that are known another certificate. A device is
 * its identity key: whoever signs with that is the device, so enrolling twice is the same as once.
 * Thread-safe.
 */
public final class Enrolment {
  private static final Logger LOG = System.getLogger(Enrolment.class.getName());

  private final Database database;
  private final Audit audit;
  private final Lifecycle lifecycle;
  private final CertificateAuthority authority;
  private final VerifyKey managerKey;
  private final String brokerHost;
  private final int brokerPort;
  private final Gatekeeper gatekeeper;
  private final InstantSource clock;
  private final Challenges challenges;
  private final RateLimit limit;

  /** With what the answers say. */
  public Enrolment(
      Database database,
      Audit audit,
      Lifecycle lifecycle,
      CertificateAuthority authority,
      VerifyKey managerKey,
      String brokerHost,
      int brokerPort,
      Gatekeeper gatekeeper,
      InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.lifecycle = lifecycle;
    this.authority = authority;
    this.managerKey = managerKey;
    this.brokerHost = brokerHost;
    this.brokerPort = brokerPort;
    this.gatekeeper = gatekeeper;
    this.clock = clock;
    challenges = new Challenges(clock);
    limit = new RateLimit(clock);
  }

  /** A text for the next request; used up by it. */
  public String challenge() {
    return challenges.next();
  }

  /** Lets a device in, or knows it again. */
  public EnrolmentAnswer enrol(String jws, InetAddress source) {
    return limited(source, () -> enrolUnlimited(jws, source));
  }

  /** Gives a device another certificate. */
  public EnrolmentAnswer renew(String jws, InetAddress source) {
    return limited(source, () -> renewUnlimited(jws));
  }

  @FunctionalInterface
  private interface Request {
    EnrolmentAnswer answer() throws ProtocolException;
  }

  private EnrolmentAnswer limited(InetAddress source, Request request) {
    // Who has one IPv6 address has the other 2^64 of its network too.
    int bits = source.getAddress().length == 4 ? 32 : 64;
    String from = Prefix.around(source, bits).toString();
    limit.admit(from);
    try {
      return request.answer();
    } catch (ProtocolException e) {
      limit.refused(from);
      logRefusal(source, String.valueOf(e.getMessage()));
      throw e.place().equals("signature")
          ? Problem.of(
              403, "signature-invalid", "The signature is wrong", String.valueOf(e.getMessage()))
          : Problem.of(e);
    } catch (Problem e) {
      limit.refused(from);
      logRefusal(source, e.code() + ": " + e.getMessage());
      throw e;
    }
  }

  private static void logRefusal(InetAddress source, String reason) {
    LOG.log(
        Logger.Level.WARNING,
        "enrolment or renewal from {0} refused: {1}",
        AddressText.of(source),
        reason);
  }

  private EnrolmentAnswer enrolUnlimited(String jws, InetAddress source) throws ProtocolException {
    EnrolmentRequest request = EnrolmentRequest.verified(jws);
    challenges.take(request.challenge());
    String decidedBy = "";
    while (true) {
      Optional<Device> known =
          database.read(handle -> DeviceTable.find(handle, request.identity()));
      String tenant = known.isPresent() ? known.get().tenant() : key(request, source).tenant();
      if (known.isEmpty() && decidedBy.isEmpty()) {
        decidedBy = admitted(tenant, request, source);
      }
      String by = decidedBy;
      String id = known.isPresent() ? known.get().id() : Ids.of('d');
      // Signing is work: not on the thread that writes.
      X509Certificate certificate =
          authority.issueDevice(request.certificateRequest(), tenant, id, clock.instant());
      Optional<Device> device =
          database.write(transaction -> let(transaction, request, source, id, certificate, by));
      if (device.isPresent()) {
        LOG.log(
            Logger.Level.INFO,
            "{0} ({1}) enrolled from {2}: {3}",
            id,
            device.get().name(),
            AddressText.of(source),
            device.get().membership().text());
        return answer(device.get(), certificate);
      } // else the same identity came by another request meanwhile: look again
    }
  }

  /** Who decided that it is let in; empty if nobody was to. */
  private String admitted(String tenant, EnrolmentRequest request, InetAddress source) {
    Optional<Gatekeeper.Decision> decision =
        gatekeeper.decide(tenant, request.name(), request.setupKey());
    if (decision.isPresent() && !decision.get().isLetIn()) {
      database.change(
          transaction ->
              audit.record(
                  transaction,
                  tenant,
                  decision.get().by(),
                  "device.enrolment-refused",
                  request.name(),
                  JsonObject.builder().put("source", AddressText.of(source)).build()));
      throw refused("enrolment-denied", "who is asked about new devices says no to this one");
    }
    return decision.map(Gatekeeper.Decision::by).orElse("");
  }

  private KeyRecord key(EnrolmentRequest request, InetAddress source) {
    return database.read(
        handle -> usable(KeyRecord.find(handle, SecretHash.of(request.setupKey())), source));
  }

  private KeyRecord usable(Optional<KeyRecord> found, InetAddress source) {
    if (found.isEmpty()) {
      throw refused("setup-key-unknown", "there is no such setup key");
    }
    KeyRecord key = found.get();
    if (key.revokedAt() != 0) {
      throw refused("setup-key-revoked", "the setup key was revoked");
    }
    if (key.expiresAt() != 0 && key.expiresAt() <= clock.millis()) {
      throw refused("setup-key-expired", "the setup key has expired");
    }
    if (key.isUsedUp()) {
      throw refused("setup-key-used-up", "the setup key was used as often as it may be");
    }
    Prefix address = Prefix.around(source, source.getAddress().length * 8);
    if (!key.sources().isEmpty()
        && key.sources().stream().noneMatch(prefix -> prefix.contains(address))) {
      throw refused("setup-key-source", "the setup key may not be used from this address");
    }
    return key;
  }

  private static Problem refused(String code, String detail) {
    return Problem.of(403, code, "The device is not let in", detail);
  }

  private Optional<Device> let(
      Transaction transaction,
      EnrolmentRequest request,
      InetAddress source,
      String id,
      X509Certificate certificate,
      String decidedBy) {
    Optional<Device> known = DeviceTable.find(transaction.handle(), request.identity());
    if (known.isPresent()) {
      if (!known.get().id().equals(id)) {
        return Optional.empty();
      }
      return Optional.of(
          welcomeBack(
              transaction,
              known.get(),
              request.wireguardKey(),
              request.keyGeneration(),
              certificate));
    }
    KeyRecord key =
        usable(KeyRecord.find(transaction.handle(), SecretHash.of(request.setupKey())), source);
    Device device = device(transaction, request, key, id, certificate);
    DeviceTable.insert(transaction.handle(), device);
    key.use(transaction.handle());
    JsonObject.Builder details =
        JsonObject.builder()
            .put("name", device.name())
            .put("setupKey", key.id())
            .put("source", AddressText.of(source))
            .put("membership", device.membership().text());
    if (!decidedBy.isEmpty()) {
      details.put("decidedBy", decidedBy);
    }
    audit.record(
        transaction, device.tenant(), device.id(), "device.enrol", device.id(), details.build());
    lifecycle.certified(transaction, device, certificate);
    lifecycle.touch(transaction, device);
    return Optional.of(device);
  }

  private Device device(
      Transaction transaction,
      EnrolmentRequest request,
      KeyRecord key,
      String id,
      X509Certificate certificate) {
    Network network = NetworkTable.get(transaction.handle(), key.tenant(), key.network());
    WireGuardKeys.refuseTaken(transaction.handle(), network.id(), id, request.wireguardKey());
    return new Device(
        id,
        key.tenant(),
        network.id(),
        DeviceTable.freeName(transaction.handle(), network.id(), request.name()),
        "",
        request.identity(),
        request.wireguardKey(),
        key.autoApprove() ? Membership.ACTIVE : Membership.PENDING,
        "",
        Addresses.allocate(transaction.handle(), network),
        key.tags(),
        key.groups(),
        key.site(),
        request.endpoints(),
        request.offeredRoutes(),
        List.of(),
        request.serial().orElse(""),
        request.keyGeneration(),
        "",
        key.ephemeral() || request.ephemeral(),
        key.id(),
        certificate.getNotAfter().toInstant().toEpochMilli(),
        0,
        0,
        JsonObject.EMPTY,
        clock.millis());
  }

  private EnrolmentAnswer renewUnlimited(String jws) throws ProtocolException {
    String id = RenewalRequest.claimedDevice(jws);
    Device device =
        database
            .read(handle -> DeviceTable.find(handle, id))
            .orElseThrow(() -> refused("device-unknown", "there is no such device"));
    RenewalRequest request = RenewalRequest.verified(jws, device.identity());
    challenges.take(request.challenge());
    X509Certificate certificate =
        authority.issueDevice(request.certificateRequest(), device.tenant(), id, clock.instant());
    Device renewed =
        database.write(
            transaction ->
                welcomeBack(
                    transaction,
                    DeviceTable.find(transaction.handle(), id)
                        .orElseThrow(() -> refused("device-unknown", "there is no such device")),
                    request.wireguardKey(),
                    request.keyGeneration(),
                    certificate));
    return answer(renewed, certificate);
  }

  /** A device that is known gets a certificate; whether it stays a member is another matter. */
  private Device welcomeBack(
      Transaction transaction,
      Device device,
      String wireguardKey,
      long keyGeneration,
      X509Certificate certificate) {
    if (device.membership() == Membership.REVOKED) {
      throw refused("device-revoked", "the device was taken out of its network");
    }
    WireGuardKeys.refuseTaken(transaction.handle(), device.network(), device.id(), wireguardKey);
    if (keyGeneration < device.keyGeneration()) {
      lifecycle.suspect(transaction, device, Device.CLONED);
    } else if (Lifecycle.isPastGrace(device, clock.instant())) {
      lifecycle.suspect(transaction, device, Device.EXPIRED);
    }
    lifecycle.certified(transaction, device, certificate);
    if (!wireguardKey.equals(device.wireguardKey())) {
      DeviceTable.setReported(
          transaction.handle(),
          device.id(),
          wireguardKey,
          device.endpoints(),
          device.offeredRoutes(),
          device.versions());
      lifecycle.touch(transaction, device);
    }
    audit.record(
        transaction,
        device.tenant(),
        device.id(),
        "device.certify",
        device.id(),
        JsonObject.builder()
            .put("until", certificate.getNotAfter().toInstant().getEpochSecond())
            .build());
    return DeviceTable.find(transaction.handle(), device.id()).orElse(device);
  }

  private EnrolmentAnswer answer(Device device, X509Certificate certificate) {
    return new EnrolmentAnswer(
        device.tenant(),
        device.network(),
        device.id(),
        device.membership(),
        managerKey,
        List.of(authority.pem(certificate)),
        authority.pem(),
        brokerHost,
        brokerPort,
        clock.millis() / 1000);
  }
}
