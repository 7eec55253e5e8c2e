package io.omniedge.manager.report;

import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/**
 * Tells webhooks of alarms: what is to be told is written with the alarm, and is tried until it is
 * taken, in order, longer and longer apart; but not what a server says it will never take. Whoever
 * is told sees the same identifier each time, so a change counts once though an answer was lost.
 * Thread-safe.
 */
public final class Webhooks implements Alarms.Listener, AutoCloseable {
  private static final Logger LOG = System.getLogger(Webhooks.class.getName());

  /** How soon something is seen to be due. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** Later nobody wants to know. */
  private static final Duration GIVE_UP = Duration.ofDays(3);

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Database database;
  private final Timers timers;
  private final InstantSource clock;
  private final Destinations destinations;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final WebhookPost post;
  private volatile boolean isClosed;

  /** With where it may send, and what Java trusts. */
  public Webhooks(
      Database database, Timers timers, InstantSource clock, Destinations destinations) {
    this(database, timers, clock, destinations, javaTrust());
  }

  /** With who is trusted. */
  Webhooks(
      Database database,
      Timers timers,
      InstantSource clock,
      Destinations destinations,
      SSLContext tls) {
    this.database = database;
    this.timers = timers;
    this.clock = clock;
    this.destinations = destinations;
    post = new WebhookPost(tls, TIMEOUT);
  }

  private static SSLContext javaTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Tells what waits since the last run, and from now on what is due. */
  public void start() {
    look();
  }

  /** Whoever hears of it hears its end too: the worst level does not fall. */
  @Override
  public void changed(
      Transaction transaction, Alarms.Origin origin, StoredAlarm alarm, Alarms.Change change) {
    for (Webhook hook : Webhook.list(transaction.handle(), origin.tenant())) {
      if (Level.isAtLeast(alarm.worst(), hook.level())) {
        WebhookDelivery.note(
            transaction.handle(), hook.id(), document(origin, alarm, change), clock.millis());
        transaction.afterCommit(
            () -> {
              Thread _ = Thread.startVirtualThread(this::tell);
            });
      }
    }
  }

  private static JsonObject document(
      Alarms.Origin origin, StoredAlarm alarm, Alarms.Change change) {
    return JsonObject.builder()
        .put("event", "alarm")
        .put("change", change.name().toLowerCase(Locale.ROOT))
        .put("deviceName", origin.deviceName())
        .put("alarm", alarm.toJson())
        .build();
  }

  private void look() {
    if (isClosed) {
      return;
    }
    Thread _ = Thread.startVirtualThread(this::tell);
    timers.set("webhooks", clock.instant().plus(LOOK), this::look);
  }

  private void tell() {
    try {
      for (Webhook hook : database.read(handle -> Webhook.withDeliveries(handle, clock.millis()))) {
        if (busy.add(hook.id())) {
          Thread _ = Thread.startVirtualThread(() -> tell(hook));
        }
      }
    } catch (RuntimeException e) {
      if (!isClosed) {
        LOG.log(Logger.Level.ERROR, "what webhooks are to be told", e);
      }
    }
  }

  private void tell(Webhook hook) {
    try {
      Optional<WebhookDelivery> next = next(hook);
      while (next.isPresent() && !isClosed && deliver(hook, next.get())) {
        next = next(hook);
      }
    } catch (RuntimeException e) {
      if (!isClosed) {
        LOG.log(Logger.Level.ERROR, "webhook " + hook, e);
      }
    } finally {
      busy.remove(hook.id());
    }
  }

  private Optional<WebhookDelivery> next(Webhook hook) {
    return database.read(handle -> WebhookDelivery.next(handle, hook.id(), clock.millis()));
  }

  /** Whether the next one may be tried. */
  private boolean deliver(Webhook hook, WebhookDelivery delivery) {
    String reason;
    try {
      int status = post(hook, delivery);
      if (status / 100 == 2) {
        database.change(transaction -> delivery.forget(transaction.handle()));
        return true;
      }
      reason = "it answers " + status;
      if (isFinal(status)) {
        fail(hook, delivery, reason);
        return true;
      }
    } catch (IOException e) {
      reason = ProtocolException.shown(String.valueOf(e.getMessage()));
    }
    if (clock.millis() - delivery.createdAt() > GIVE_UP.toMillis()) {
      fail(hook, delivery, reason);
      return true;
    }
    again(hook, delivery, reason);
    return false;
  }

  /** The same document is refused tomorrow too; but 408 is of the time and 429 of the number. */
  private static boolean isFinal(int status) {
    return status / 100 == 4 && status != 408 && status != 429;
  }

  private int post(Webhook hook, WebhookDelivery delivery) throws IOException {
    String time = Long.toString(clock.millis());
    int status =
        post.send(
            hook.url(),
            destinations.of(hook.url()),
            Map.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "OmniEdge",
                "OmniEdge-Delivery",
                delivery.id(),
                "OmniEdge-Signature",
                "t=" + time + ",v1=" + hmac(hook, time + "." + delivery.body())),
            delivery.body().getBytes(StandardCharsets.UTF_8));
    LOG.log(Logger.Level.DEBUG, "webhook {0}: {1}", hook, status);
    return status;
  }

  private static String hmac(Webhook hook, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(hook.exposeSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256 [RFC 2104]", e);
    }
  }

  private void fail(Webhook hook, WebhookDelivery delivery, String reason) {
    LOG.log(
        Logger.Level.ERROR, "webhook {0} will never take {1}: {2}", hook, delivery.id(), reason);
    database.change(transaction -> delivery.fail(transaction.handle(), clock.millis(), reason));
  }

  private void again(Webhook hook, WebhookDelivery delivery, String reason) {
    long pause =
        Math.min(
            LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(delivery.attempts(), 20));
    LOG.log(Logger.Level.WARNING, "webhook {0}: {1}", hook, reason);
    database.change(
        transaction -> delivery.again(transaction.handle(), clock.millis() + pause, reason));
  }

  @Override
  public void close() {
    isClosed = true;
    timers.cancel("webhooks");
  }
}
