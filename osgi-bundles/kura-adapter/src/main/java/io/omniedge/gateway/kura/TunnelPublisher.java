package io.omniedge.gateway.kura;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.kura.Announcements.Announcement;
import io.omniedge.protocol.ProtocolException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.message.KuraPayload;
import org.jspecify.annotations.Nullable;

/**
 * Publishes each tunnel with its peers, under the names that {@link TunnelRequests} answers with.
 * Every message is of one tunnel and has its name as the property {@value #TUNNEL}, so that a topic
 * may contain {@code $tunnel}. Of a tunnel that is no more, {@value #REMOVED} is its last state.
 *
 * <p>{@link #publishDue} may take as long as the cloud connection does and belongs to one thread;
 * the other methods return at once and are for any.
 */
public final class TunnelPublisher {
  /** The property of a message that names the tunnel. */
  public static final String TUNNEL = "tunnel";

  static final String REMOVED = "REMOVED";

  private static final Logger LOG = System.getLogger(TunnelPublisher.class.getName());

  private final Supplier<? extends Collection<? extends GatewayTunnel>> tunnels;
  private final InstantSource clock;
  private volatile String name = "";
  private volatile int intervalSeconds;
  private volatile @Nullable CloudPublisher wanted;
  private volatile @Nullable ComplianceGate gate;

  // Of the publishing thread alone.
  private final Announcements announcements = new Announcements();
  private @Nullable CloudPublisher current;
  private boolean quiet;
  private long blocked;

  /**
   * Publishes nothing yet.
   *
   * @param clock for the time in the messages
   */
  public TunnelPublisher(
      Supplier<? extends Collection<? extends GatewayTunnel>> tunnels, InstantSource clock) {
    this.tunnels = tunnels;
    this.clock = clock;
  }

  /**
   * Sets what may change while it runs.
   *
   * @param newName for the log
   * @param seconds between messages about an unchanged tunnel; 0 for none
   */
  public void configure(String newName, int seconds) {
    name = newName;
    intervalSeconds = seconds;
  }

  /** From now on through this one; null while there is none. */
  public void through(@Nullable CloudPublisher publisher) {
    wanted = publisher;
  }

  /** From now on this one is asked before; null while there is none. */
  public void past(@Nullable ComplianceGate asked) {
    gate = asked;
  }

  /** Publishes what is due. */
  public void publishDue(long nowNanos) {
    CloudPublisher publisher = wanted;
    if (publisher != current) {
      current = publisher;
      announcements.restart();
    }
    if (publisher == null) {
      complain(Level.INFO, "waits for its cloud publisher");
      return;
    }
    List<TunnelSnapshot> now = tunnels.get().stream().map(GatewayTunnel::snapshot).toList();
    long intervalNanos = TimeUnit.SECONDS.toNanos(intervalSeconds);
    for (Announcement announcement : announcements.due(now, intervalNanos, nowNanos)) {
      try {
        Optional<KuraMessage> message = cleared(message(announcement));
        if (message.isPresent()) {
          publisher.publish(message.get());
        }
      } catch (KuraException | RuntimeException e) {
        // Whatever a cloud connection throws: it is somebody else's code, and may be mended.
        announcements.failed(nowNanos);
        complain(Level.WARNING, "cannot publish, the newest state goes out when it can: " + e);
        return;
      }
      // What was blocked is settled, too: it is asked about again when something has changed.
      announcements.succeeded(announcement, nowNanos);
      if (quiet) {
        quiet = false;
        LOG.log(Level.INFO, name + " publishes");
      }
    }
  }

  /** What may leave of it; nothing if it may not. */
  private Optional<KuraMessage> cleared(KuraMessage message) {
    ComplianceGate asked = gate;
    if (asked == null) {
      return Optional.of(message);
    }
    Map<String, Object> metrics = message.getPayload().metrics();
    Clearance answer =
        asked.check(
            new Departure(
                "tunnels",
                "tunnel-state",
                true,
                MetricsDocument.of(metrics),
                Departure.Destination.CLOUD,
                Optional.empty()));
    String reason = answer.reason();
    if (answer.data().isPresent()) {
      try {
        Map<String, Object> left = MetricsDocument.read(answer.data().get(), metrics);
        KuraPayload payload = new KuraPayload();
        payload.setTimestamp(message.getPayload().getTimestamp());
        left.forEach(payload::addMetric);
        return Optional.of(new KuraMessage(payload, message.getProperties()));
      } catch (ProtocolException e) {
        reason = "what is to leave in its place are no metrics: " + e.getMessage();
      }
    }
    blocked++;
    if (Long.bitCount(blocked) == 1) {
      // The first, the second, the fourth ...: told, and no flood.
      LOG.log(
          Level.WARNING,
          name + ": compliance has kept back " + blocked + " messages, the last: " + reason);
    }
    return Optional.empty();
  }

  /** Once, until it publishes again. */
  private void complain(Level level, String what) {
    if (!quiet) {
      quiet = true;
      LOG.log(level, name + " " + what);
    }
  }

  private KuraMessage message(Announcement announcement) {
    KuraPayload payload = new KuraPayload();
    payload.setTimestamp(Date.from(clock.instant()));
    announcement
        .tunnel()
        .ifPresentOrElse(
            tunnel -> {
              TunnelMetrics.add(tunnel, payload);
              tunnel.peers().forEach(peer -> TunnelMetrics.add(peer, payload));
            },
            () -> payload.addMetric(TunnelMetrics.prefix(announcement.id()) + "state", REMOVED));
    return new KuraMessage(payload, Map.of(TUNNEL, announcement.id()));
  }
}
