package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.enrol.Backoff;
import io.omniedge.gateway.agent.link.LinkSettings;
import io.omniedge.gateway.agent.link.ManagerLink;
import io.omniedge.gateway.agent.time.Deadline;
import io.omniedge.protocol.message.Leaf;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a link to the broker: one after the other, with a growing random time between attempts. One
 * thread; what links say comes to it through the inbox, and that of former links is not heard.
 */
final class Connection {
  private static final Logger LOG = System.getLogger(Connection.class.getName());

  private static final long LEAST_MILLIS = 1_000;

  /** 5,000 gateways that come back within a minute are what a manager is measured with. */
  private static final long MOST_MILLIS = 60_000;

  /** What its owner hears; on the agent's thread. */
  interface Owner {
    void connected(ManagerLink link);

    void disconnected();

    /** The broker is there and does not want this gateway. */
    void refused();

    void received(Leaf leaf, byte[] payload);
  }

  private final ManagerLink.Opener opener;
  private final Executor inbox;
  private final Owner owner;
  private final Backoff backoff;
  private final Deadline attempt = new Deadline();
  private @Nullable LinkSettings settings;
  private @Nullable ManagerLink link;
  private @Nullable Ear ear;
  private boolean isConnected;
  private long begunNanos;
  private String problem = "";

  Connection(ManagerLink.Opener opener, RandomGenerator random, Executor inbox, Owner owner) {
    this.opener = opener;
    this.inbox = inbox;
    this.owner = owner;
    this.backoff = new Backoff(random, LEAST_MILLIS, MOST_MILLIS);
  }

  /** Wants a new link with these settings, now. */
  void open(LinkSettings wanted, long nowNanos) {
    close();
    settings = wanted;
    backoff.reset();
    attempt.in(nowNanos, 0);
  }

  /** Wants a new link with the settings there are, now. */
  void renew(long nowNanos) {
    LinkSettings same = settings;
    if (same != null) {
      open(same, nowNanos);
    }
  }

  /** Wants none. */
  void close() {
    settings = null;
    attempt.clear();
    problem = "";
    drop();
  }

  private void drop() {
    ManagerLink former = link;
    boolean was = isConnected;
    link = null;
    ear = null;
    isConnected = false;
    if (former != null) {
      former.close();
    }
    if (was) {
      owner.disconnected();
    }
  }

  void tick(long nowNanos) {
    LinkSettings wanted = settings;
    if (wanted != null && link == null && attempt.isOver(nowNanos)) {
      attempt.clear();
      begunNanos = nowNanos;
      Ear listening = new Ear();
      ear = listening;
      link = opener.open(wanted, listening);
    }
  }

  boolean isConnected() {
    return isConnected;
  }

  /** When the link of now was begun; meaningless without one. */
  long begunNanos() {
    return begunNanos;
  }

  /** Why there is no link; empty if there is one, or none is wanted. */
  String problem() {
    return problem;
  }

  /** Nanoseconds until {@link #tick} has something to do. */
  long left(long nowNanos) {
    return attempt.left(nowNanos);
  }

  /** Hears one link. */
  private final class Ear implements ManagerLink.Listener {
    @Override
    public void connected() {
      inbox.execute(
          () -> {
            ManagerLink now = link;
            if (ear == this && now != null) {
              isConnected = true;
              problem = "";
              LOG.log(Level.INFO, "connected to the manager");
              owner.connected(now);
            }
          });
    }

    @Override
    public void ended(boolean refused, String reason) {
      inbox.execute(
          () -> {
            if (ear == this) {
              String told = "no connection to the manager: " + reason;
              LOG.log(told.equals(problem) ? Level.DEBUG : Level.WARNING, told);
              if (isConnected && !refused) {
                backoff.reset();
              }
              drop();
              problem = told;
              attempt.in(System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis()));
              if (refused) {
                owner.refused();
              }
            }
          });
    }

    @Override
    public void received(Leaf leaf, byte[] payload) {
      inbox.execute(
          () -> {
            if (ear == this) {
              owner.received(leaf, payload);
            }
          });
    }
  }
}
