package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Idempotency;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Group;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.KeyRecord;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.inventory.Site;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Setup keys: what lets devices in. The text is shown once. */
public final class SetupKeysApi {
  private static final int MAX_USES = 1_000_000;

  private final Writes writes;
  private final String host;
  private final int port;
  private final String fingerprint;
  private final InstantSource clock;

  /** With what the texts of keys say: where we are, and what to know us by. */
  public SetupKeysApi(
      Writes writes, String host, int port, String fingerprint, InstantSource clock) {
    this.writes = writes;
    this.host = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    this.port = port;
    this.fingerprint = fingerprint;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_SETUP_KEYS;
    return List.of(
        Route.get("/api/v1/networks/{network}/setup-keys", manage, this::list).paged(),
        Route.post("/api/v1/networks/{network}/setup-keys", manage, this::create),
        Route.get("/api/v1/setup-keys/{setupKey}", manage, this::get),
        Route.delete("/api/v1/setup-keys/{setupKey}", manage, this::revoke));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    return writes.read(
        handle -> {
          String network = NetworkTable.get(handle, call.tenant(), call.id("network")).id();
          return page.answer(
              KeyRecord.list(handle, network, page.after(), page.limit()),
              KeyRecord::id,
              key -> key.toJson(clock.millis()));
        });
  }

  private Answer get(Call call) {
    return Answer.ok(
        writes
            .read(handle -> KeyRecord.get(handle, call.tenant(), call.id("setupKey")))
            .toJson(clock.millis()));
  }

  private Answer create(Call call) throws ProtocolException {
    Fields fields =
        call.fields(
            "name",
            "autoApprove",
            "ephemeral",
            "maxUses",
            "expiresAt",
            "sources",
            "tags",
            "groups",
            "site");
    KeyRecord key =
        new KeyRecord(
            Ids.of('k'),
            call.tenant(),
            call.id("network"),
            fields.text("name", 100),
            fields.flag("autoApprove", false),
            fields.flag("ephemeral", false),
            fields.integer("maxUses", 0, MAX_USES, 1),
            0,
            Words.expiresAt(fields, clock.millis()),
            Words.prefixes(fields, "sources", 100, List.of()),
            Words.labels(fields, "tags", List.of()),
            Words.labels(fields, "groups", List.of()),
            Words.reference(fields, "site", Optional.empty()),
            call.principal().actor(),
            clock.millis(),
            0);
    SetupKey text = new SetupKey(host, port, Ids.secret(), fingerprint);
    writes.change(
        transaction -> {
          var handle = transaction.handle();
          String network = NetworkTable.get(handle, call.tenant(), key.network()).id();
          Group.checkNames(handle, network, key.groups());
          key.site()
              .ifPresent(
                  site ->
                      Words.sameNetwork(
                          "site",
                          site,
                          Words.referenced(
                                  "site", site, () -> Site.get(handle, call.tenant(), site))
                              .network(),
                          network));
          key.insert(handle, SecretHash.of(text.exposeSecret()));
          writes.note(
              transaction,
              call,
              "setup-key.create",
              key.id(),
              JsonObject.builder()
                  .put("name", key.name())
                  .put("network", network)
                  .put("autoApprove", key.autoApprove())
                  .put("maxUses", key.maxUses())
                  .put("expiresAt", key.expiresAt() / 1000)
                  .build());
          return true;
        });
    JsonObject.Builder shown = JsonObject.builder().put("text", text.exposeText());
    key.toJson(clock.millis()).members().forEach(shown::put);
    return Answer.created("/api/v1/setup-keys/" + key.id(), shown.build())
        .with(Idempotency.SECRET, "true");
  }

  private Answer revoke(Call call) {
    return writes.change(
        transaction -> {
          KeyRecord key = KeyRecord.get(transaction.handle(), call.tenant(), call.id("setupKey"));
          key.revoke(transaction.handle(), clock.millis());
          writes.note(
              transaction,
              call,
              "setup-key.revoke",
              key.id(),
              JsonObject.builder().put("name", key.name()).build());
          return Answer.done();
        });
  }
}
