package io.omniedge.gateway.monitoring.http;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Listens for scrapes where it is told to, and tries an address again that is not there yet: that
 * of a tunnel comes with the tunnel.
 *
 * <p>Thread-safe. One thread opens and closes listeners, two at most answer, and who finds them
 * busy and the queue full is turned away.
 */
public final class MetricsServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(MetricsServer.class.getName());
  private static final long RETRY_SECONDS = 5;
  private static final int WORKERS = 2;
  private static final int WAITING = 16;

  static {
    // The JDK's server reads these once. Without them a client that never ends its request keeps a
    // thread for ever; who has set them knows why.
    Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "30",
            "jdk.httpserver.maxConnections", "64")
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  private final MetricsHandler handler;
  private final ScheduledThreadPoolExecutor keeper;
  private final ThreadPoolExecutor workers;
  private volatile Set<InetSocketAddress> wanted = Set.of();

  // The keeper's, and the last caller's of close.
  private final Map<InetSocketAddress, HttpServer> open = new HashMap<>();
  private final Map<InetSocketAddress, String> failures = new HashMap<>();

  /** Listens nowhere before {@link #listen}. */
  public MetricsServer(Supplier<MetricSnapshots> metrics) {
    handler = new MetricsHandler(metrics);
    keeper = new ScheduledThreadPoolExecutor(1, threads("metrics keeper"));
    // A change may still come while this is being closed.
    keeper.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            threads("metrics answer"));
    workers.allowCoreThreadTimeOut(true);
    Future<?> unused =
        keeper.scheduleWithFixedDelay(this::keep, RETRY_SECONDS, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Listens there from now on, and nowhere else; returns at once. */
  public void listen(ListenSettings settings) {
    handler.require(settings.token());
    wanted = Set.copyOf(settings.addresses());
    keeper.execute(this::keep);
  }

  /** Brings the listeners to what is wanted; the keeper only. */
  private void keep() {
    Set<InetSocketAddress> now = wanted;
    failures.keySet().retainAll(now);
    for (Iterator<Map.Entry<InetSocketAddress, HttpServer>> all = open.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<InetSocketAddress, HttpServer> each = all.next();
      if (!now.contains(each.getKey())) {
        each.getValue().stop(0);
        all.remove();
        LOG.log(Level.INFO, "no more metrics at {0}", url(each.getKey()));
      }
    }
    for (InetSocketAddress address : now) {
      if (!open.containsKey(address)) {
        bind(address);
      }
    }
  }

  private void bind(InetSocketAddress address) {
    try {
      HttpServer server = HttpServer.create(address, WAITING);
      server.createContext("/", handler);
      server.setExecutor(workers);
      server.start();
      open.put(address, server);
      failures.remove(address);
      LOG.log(Level.INFO, "metrics at {0}", url(address));
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(failures.put(address, reason))) {
        LOG.log(
            Level.WARNING,
            "cannot listen for scrapes at {0}: {1}; tried again every {2} s",
            url(address),
            reason,
            RETRY_SECONDS);
      }
    }
  }

  private static String url(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return "http://"
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + address.getPort()
        + "/metrics";
  }

  /** Listens no more; the ports are free and the threads ended when this returns. */
  @Override
  public void close() {
    keeper.shutdownNow();
    workers.shutdown();
    boolean interrupted = false;
    while (!keeper.isTerminated()) {
      try {
        keeper.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // the promise above comes first
      }
    }
    open.values().forEach(server -> server.stop(0));
    workers.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
