package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.pdm.outlet.Outlet;
import io.omniedge.pdm.outlet.OutletSettings;
import io.omniedge.pdm.outlet.ReportOutlets;
import io.omniedge.pdm.store.DiskFiles;
import io.omniedge.pdm.store.MessageStore;
import io.omniedge.pdm.store.StoreClock;
import io.omniedge.pdm.store.SystemClock;
import io.omniedge.pdm.triage.PriorityClass;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An outlet with its store, the use of its month and its threads, as each component has one. */
final class RunningOutlet {
  private static final String ALERT = "alert";
  private static final int MOST_EVENT_BYTES = 64 << 10;
  private static final long ROUND_MILLIS = 200;
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Logger LOG = System.getLogger(RunningOutlet.class.getName());

  private final String name;
  private final FormCheck check;
  private final Path monthFile;
  private final Outlet outlet;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Worker worker;
  private final Worker keeper;
  private final ReportOutlets events = new ReportOutlets();

  // Of the working thread, and of the one that ends it after.
  private String kept;
  private long keptNanos = System.nanoTime();

  /**
   * Sends from now on.
   *
   * @param name of the component, from which those of its files are made
   * @param folder of this bundle's data
   * @param isNeeded whether it keeps messages before the first link is there
   * @param properties of the form
   */
  RunningOutlet(
      String name,
      Departure.Destination destination,
      Path folder,
      boolean isNeeded,
      Map<String, Object> properties)
      throws IOException {
    this.name = name;
    check = new FormCheck(LOG, name);
    String fileName = name.replaceAll("[^A-Za-z0-9._-]", "_");
    monthFile = folder.resolve("month-" + fileName);
    kept = Files.exists(monthFile) ? Files.readString(monthFile) : "";
    StoreClock clock = new SystemClock();
    MessageStore store =
        MessageStore.open(
            new DiskFiles(folder.resolve("store-" + fileName)),
            OutletSettings.DEFAULT.store(),
            new SecureRandom().nextLong(),
            clock.now());
    outlet = new Outlet(name, destination, kept, store, clock);
    if (!isNeeded) {
      outlet.onlyWithLink();
    }
    events.add(() -> outlet);
    modified(properties);
    worker = new Worker(name + " outlet", this::round);
    keeper = new Worker(name + " store", this::keepStore);
  }

  Outlet outlet() {
    return outlet;
  }

  /** Until the worker has ended too, which may hold on to a message: hence at the same pace. */
  private void keepStore() throws InterruptedException {
    outlet.keep();
    Thread.sleep(ROUND_MILLIS);
  }

  private void round() throws InterruptedException {
    while (outlet.step(System.nanoTime(), Instant.now())) {
      if (stop.getCount() == 0) {
        return;
      }
    }
    if (System.nanoTime() - keptNanos >= KEEP_NANOS) {
      keepMonth();
    }
    boolean stops = stop.await(ROUND_MILLIS, TimeUnit.MILLISECONDS);
    if (stops) {
      LOG.log(Level.DEBUG, "{0} ends", name);
    }
  }

  /** A kill forgets a minute of the month at the most. */
  private void keepMonth() {
    keptNanos = System.nanoTime();
    String state = outlet.monthState();
    if (!state.equals(kept)) {
      kept = state;
      try {
        PrivateFile.replace(monthFile, state.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        LOG.log(Level.WARNING, name + ": the use of the month cannot be kept: " + e);
      }
    }
  }

  /** New properties; wrong ones are told, and what was in force stays. */
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    OutletSettings settings = OutletSettings.read(form);
    if (check.accepts(form.problems())) {
      outlet.configure(settings);
    }
  }

  /** Sends nothing more; what waits is on the disk for the next start. */
  void stop() throws InterruptedException {
    stop.countDown();
    boolean isIdle = worker.stop();
    isIdle &= keeper.stop();
    if (isIdle) {
      outlet.close();
      keepMonth();
    }
  }

  /** What plugins publish and alert: a document of its own, with the plugin and the topic. */
  boolean publish(String plugin, String topic, byte[] json) {
    byte[] document;
    try {
      document =
          JsonObject.builder()
              .put("v", 1)
              .put("plugin", plugin)
              .put("topic", topic)
              .put("data", JsonReader.read(json, MOST_EVENT_BYTES))
              .build()
              .toBytes();
    } catch (ProtocolException e) {
      LOG.log(Level.DEBUG, "{0}: {1} of {2} is no JSON: {3}", name, topic, plugin, e.getMessage());
      return false;
    }
    PriorityClass priority = topic.equals(ALERT) ? PriorityClass.P1 : PriorityClass.P2;
    events.offer(priority, "plugin-event", plugin + " " + topic, document);
    return true;
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>(check.problems());
    problems.addAll(outlet.problems());
    return problems;
  }

  String status() {
    return outlet.status() + "\n";
  }
}
