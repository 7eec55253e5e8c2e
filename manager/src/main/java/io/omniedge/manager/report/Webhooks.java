package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;

/**
 * Tells webhooks of alarms: what is to be told is written with the alarm, and is tried until it is
 * taken, in order, longer and longer apart. Whoever is told sees the same identifier each time, so
 * a change counts once though an answer was lost. Thread-safe.
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

  /** Of one webhook; the oldest go. */
  private static final int MOST_WAITING = 1_000;

  private final Database database;
  private final Timers timers;
  private final InstantSource clock;
  private final Destinations destinations;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER) // to where nobody looked
          .build();
  private volatile boolean isClosed;

  private record Delivery(String id, String body, int attempts, long createdAt) {}

  /** With where it may send. */
  public Webhooks(
      Database database, Timers timers, InstantSource clock, Destinations destinations) {
    this.database = database;
    this.timers = timers;
    this.clock = clock;
    this.destinations = destinations;
  }

  /** Tells what waits since the last run, and from now on what is due. */
  public void start() {
    look();
  }

  @Override
  public void changed(
      Transaction transaction,
      Alarms.Origin origin,
      StoredAlarm alarm,
      Optional<StoredAlarm> before) {
    for (Webhook hook : Webhook.list(transaction.handle(), origin.tenant())) {
      boolean isWanted =
          Level.isAtLeast(alarm.level(), hook.level())
              || before.filter(was -> Level.isAtLeast(was.level(), hook.level())).isPresent()
              || isEnd(alarm, before);
      if (isWanted) {
        note(transaction.handle(), hook, document(origin, alarm));
        transaction.afterCommit(
            () -> {
              Thread _ = Thread.startVirtualThread(this::tell);
            });
      }
    }
  }

  /** By then its level has fallen, often in steps; whoever heard of it hears this too. */
  private static boolean isEnd(StoredAlarm alarm, Optional<StoredAlarm> before) {
    return alarm.isOver() && before.filter(was -> !was.isOver()).isPresent();
  }

  private static JsonObject document(Alarms.Origin origin, StoredAlarm alarm) {
    return JsonObject.builder()
        .put("event", "alarm")
        .put("deviceName", origin.deviceName())
        .put("alarm", alarm.toJson())
        .build();
  }

  private void note(Handle handle, Webhook hook, JsonObject document) {
    long number =
        handle
            .createQuery(
                "select coalesce(max(number), 0) + 1 from webhook_delivery where webhook_id = ?")
            .bind(0, hook.id())
            .mapTo(Long.class)
            .one();
    handle.execute(
        "insert into webhook_delivery (id, webhook_id, number, body, attempts, next_at, error,"
            + " created_at) values (?, ?, ?, ?, 0, ?, '', ?)",
        Ids.of('x'),
        hook.id(),
        number,
        document.toJson(),
        clock.millis(),
        clock.millis());
    handle.execute(
        "delete from webhook_delivery where webhook_id = ? and number <= ?",
        hook.id(),
        number - MOST_WAITING);
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
      Optional<Delivery> next = next(hook);
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

  /** The oldest, if it is due: those behind it wait, for news in the wrong order is none. */
  private Optional<Delivery> next(Webhook hook) {
    return database
        .read(
            handle ->
                handle
                    .createQuery(
                        "select id, body, attempts, created_at, next_at from webhook_delivery"
                            + " where webhook_id = ? order by number limit 1")
                    .bind(0, hook.id())
                    .map(
                        (row, context) ->
                            row.getLong(5) > clock.millis()
                                ? Optional.<Delivery>empty()
                                : Optional.of(
                                    new Delivery(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getInt(3),
                                        row.getLong(4))))
                    .findOne())
        .flatMap(due -> due);
  }

  private boolean deliver(Webhook hook, Delivery delivery) {
    try {
      post(hook, delivery);
      forget(delivery);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      failed(hook, delivery, ProtocolException.shown(String.valueOf(e.getMessage())));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void post(Webhook hook, Delivery delivery) throws IOException, InterruptedException {
    destinations.allow(hook.url());
    String time = Long.toString(clock.millis());
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(hook.url())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "OmniEdge")
                .header("OmniEdge-Delivery", delivery.id())
                .header(
                    "OmniEdge-Signature",
                    "t=" + time + ",v1=" + hmac(hook, time + "." + delivery.body()))
                .POST(HttpRequest.BodyPublishers.ofString(delivery.body()))
                .build(),
            // Not its end: a server may never come to it, and no time limit is for a body.
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream _ = answer.body()) {
      LOG.log(Logger.Level.DEBUG, "webhook {0}: {1}", hook, answer.statusCode());
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("it answers " + answer.statusCode());
    }
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

  private void forget(Delivery delivery) {
    database.change(
        transaction -> {
          int _ =
              transaction
                  .handle()
                  .execute("delete from webhook_delivery where id = ?", delivery.id());
        });
  }

  private void failed(Webhook hook, Delivery delivery, String reason) {
    long now = clock.millis();
    if (now - delivery.createdAt() > GIVE_UP.toMillis()) {
      LOG.log(Logger.Level.ERROR, "webhook {0} never took {1}: {2}", hook, delivery.id(), reason);
      forget(delivery);
      return;
    }
    long pause =
        Math.min(
            LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(delivery.attempts(), 20));
    LOG.log(Logger.Level.WARNING, "webhook {0}: {1}", hook, reason);
    database.change(
        transaction -> {
          int _ =
              transaction
                  .handle()
                  .execute(
                      "update webhook_delivery set attempts = attempts + 1, next_at = ?, error = ?"
                          + " where id = ?",
                      now + pause,
                      reason,
                      delivery.id());
        });
  }

  /**
   * How it stands with one.
   *
   * @param count of what it is to be told
   * @param error why the oldest of that was not taken; empty if it was not tried
   */
  public record Waiting(long count, String error) {}

  /** How it stands with one. */
  public static Waiting waiting(Handle handle, String webhook) {
    List<String> errors =
        handle
            .createQuery("select error from webhook_delivery where webhook_id = ? order by number")
            .bind(0, webhook)
            .mapTo(String.class)
            .list();
    return new Waiting(errors.size(), errors.isEmpty() ? "" : errors.getFirst());
  }

  @Override
  public void close() {
    isClosed = true;
    timers.cancel("webhooks");
    http.shutdownNow();
  }
}
