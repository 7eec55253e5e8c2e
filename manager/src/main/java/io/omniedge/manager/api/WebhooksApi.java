package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Idempotency;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.report.Level;
import io.omniedge.manager.report.Webhook;
import io.omniedge.manager.report.WebhookDelivery;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.List;

/** Whom a tenant wants to be told of alarms. */
public final class WebhooksApi {
  private static final String PATH = "/api/v1/webhooks";
  private static final int MAX_URL = 500;

  private final Writes writes;
  private final InstantSource clock;

  /** With where they are kept. */
  public WebhooksApi(Writes writes, InstantSource clock) {
    this.writes = writes;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission change = Permission.MANAGE_NETWORKS;
    return List.of(
        Route.get(PATH, Permission.VIEW_CONFIGURATION, this::list),
        Route.post(PATH, change, this::create),
        Route.delete(PATH + "/{webhook}", change, this::delete),
        Route.get(PATH + "/{webhook}/deliveries", Permission.VIEW_CONFIGURATION, this::deliveries)
            .paged());
  }

  private Answer list(Call call) {
    List<JsonValue> items =
        writes.read(
            handle ->
                Webhook.list(handle, call.tenant()).stream()
                    .<JsonValue>map(
                        hook -> {
                          WebhookDelivery.Count count = WebhookDelivery.count(handle, hook.id());
                          return hook.toJson()
                              .put("waiting", count.waiting())
                              .put("failed", count.failed())
                              .put("error", count.error())
                              .build();
                        })
                    .toList());
    return Answer.ok(JsonObject.builder().put("items", new JsonArray(items)).build());
  }

  /** Of what was taken nothing is kept. */
  private Answer deliveries(Call call) {
    Page page = Page.backwards(call);
    long before = Page.before(call);
    return page.answer(
        writes.read(
            handle -> {
              Webhook hook = Webhook.get(handle, call.tenant(), call.id("webhook"));
              return WebhookDelivery.list(handle, hook.id(), before, page.limit());
            }),
        delivery -> Long.toString(delivery.number()),
        WebhooksApi::shown);
  }

  private static JsonObject shown(WebhookDelivery delivery) {
    JsonObject.Builder shown = delivery.toJson();
    try {
      return shown.put("document", JsonReader.read(delivery.body())).build();
    } catch (ProtocolException e) {
      throw new IllegalStateException("we wrote it ourselves", e);
    }
  }

  /** The secret is made here, and shown this once. */
  private Answer create(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "url", "level");
    String level = fields.optionalText("level", 20).orElse("ALERT");
    if (!Level.ALL.contains(level)) {
      throw fields.wrong("level", level, "it must be one of " + String.join(", ", Level.ALL));
    }
    Webhook hook =
        new Webhook(
            Ids.of('h'),
            Words.name(fields),
            fields.parsed("url", MAX_URL, WebhooksApi::url),
            Ids.secret(),
            level,
            call.principal().actor(),
            clock.millis());
    writes.change(
        transaction -> {
          hook.insert(transaction.handle(), call.tenant());
          writes.note(
              transaction,
              call,
              "webhook.create",
              hook.id(),
              JsonObject.builder()
                  .put("name", hook.name())
                  .put("url", hook.url().toString())
                  .build());
          return true;
        });
    return Answer.created(
            PATH + "/" + hook.id(), hook.toJson().put("secret", hook.exposeSecret()).build())
        .with(Idempotency.SECRET, "true");
  }

  /** Whether its host may be sent to is looked at each time: names change their addresses. */
  private static URI url(String text) {
    try {
      URI url = new URI(text);
      boolean isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (isWeb
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getFragment() == null
          && url.getPort() != 0
          && url.getPort() <= 65_535) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is no address: " + e.getReason(), e);
    }
    throw new IllegalArgumentException(
        "it must be https://host/path without a password, or http:// at a private address");
  }

  private Answer delete(Call call) {
    String id = call.id("webhook");
    writes.change(
        transaction -> {
          Webhook.delete(transaction.handle(), call.tenant(), id);
          writes.note(transaction, call, "webhook.delete", id, JsonObject.EMPTY);
          return true;
        });
    return Answer.done();
  }
}
