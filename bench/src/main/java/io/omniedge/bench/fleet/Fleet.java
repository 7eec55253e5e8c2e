package io.omniedge.bench.fleet;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.map.NetworkMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of gateways as their manager sees them, on a handful of threads: {@link #prepare} makes
 * their keys, {@link #enrol} lets them in, {@link #connect} connects them. Thread-safe, but for
 * these three.
 */
public final class Fleet implements AutoCloseable {
  /** For the sockets; what they bring is looked at by as many workers. */
  private static final int THREADS = 2;

  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Gateways that enrol at one time. */
  private static final int APPLICANTS = 32;

  private final Authority authority;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().name("fleet-", 0).factory());
  private final ExecutorService events =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("netty-", 0).daemon().factory());
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final MqttClientExecutorConfig executors =
      MqttClientExecutorConfig.builder().nettyExecutor(events).nettyThreads(THREADS).build();
  private final List<Newcomer> newcomers = new ArrayList<>();
  private volatile List<SimulatedDevice> devices = List.of();
  private volatile boolean signsOfLife = true;
  private volatile @Nullable Watch watch;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final AtomicInteger upToDate = new AtomicInteger();
  private final LongAdder retries = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder fulls = new LongAdder();
  private final LongAdder deltas = new LongAdder();
  private final LongAdder misfits = new LongAdder();
  private final LongAdder unheard = new LongAdder();
  private final LongAdder states = new LongAdder();
  private final LongAdder heartbeats = new LongAdder();

  private record Newcomer(String name, DeviceKeys keys, SetupKey setupKey) {}

  /** Of gateways that trust this authority. */
  public Fleet(Authority authority) {
    this.authority = authority;
  }

  /** Makes the keys of more gateways, {@code count} for each of these setup keys. */
  public void prepare(List<String> setupKeys, int count) throws InterruptedException, IOException {
    List<Callable<Newcomer>> tasks = new ArrayList<>();
    for (int i = 0; i < setupKeys.size(); i++) {
      SetupKey key = SetupKey.parse(setupKeys.get(i));
      if (!authority.isNamedBy(key)) {
        throw new IOException("the setup key names another authority than the manager has");
      }
      for (int j = 0; j < count; j++) {
        String name = "gw-" + i + "-" + j;
        tasks.add(() -> new Newcomer(name, new DeviceKeys(), key));
      }
    }
    newcomers.addAll(all(workers, tasks));
  }

  /**
   * Lets in those that were prepared.
   *
   * @return how often one of them had to try again
   */
  public long enrol() throws InterruptedException, IOException {
    LongAdder again = new LongAdder();
    // Mixed, as they come: not one network after the other.
    List<Newcomer> mixed = new ArrayList<>(newcomers);
    Collections.shuffle(mixed, new Random(1));
    List<Callable<Enrolled>> tasks = new ArrayList<>();
    for (Newcomer newcomer : mixed) {
      tasks.add(
          () -> {
            Applicant applicant = new Applicant(newcomer.setupKey(), authority, again);
            List<String> endpoints = endpoints(newcomer.name());
            return new Enrolled(
                newcomer, applicant.enrol(newcomer.keys(), newcomer.name(), endpoints));
          });
    }
    try (ExecutorService applicants =
        Executors.newFixedThreadPool(APPLICANTS, Thread.ofPlatform().name("enrol-", 0).factory())) {
      List<SimulatedDevice> enrolled = new ArrayList<>();
      for (Enrolled device : all(applicants, tasks)) {
        enrolled.add(
            new SimulatedDevice(
                device.newcomer().name(), device.newcomer().keys(), device.answer(), this));
      }
      devices = List.copyOf(enrolled);
      return again.sum();
    }
  }

  private record Enrolled(Newcomer newcomer, EnrolmentAnswer answer) {}

  /** The results as they come; the first failure ends it all. */
  private static <T> List<T> all(ExecutorService executor, List<Callable<T>> tasks)
      throws InterruptedException, IOException {
    ExecutorCompletionService<T> completion = new ExecutorCompletionService<>(executor);
    for (Callable<T> task : tasks) {
      Future<T> _ = completion.submit(task);
    }
    List<T> results = new ArrayList<>();
    for (Callable<T> _ : tasks) {
      try {
        results.add(completion.take().get());
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw new IOException(String.valueOf(e.getCause()), e);
      }
    }
    return results;
  }

  /** All connect at one moment. */
  public void connect() {
    devices.forEach(SimulatedDevice::connect);
  }

  /** How many gateways there are. */
  public int size() {
    return devices.size();
  }

  /** How many were told on their connection which map is the newest, and have that. */
  public int upToDate() {
    return upToDate.get();
  }

  /** Identifiers of the gateways of all networks, network by network. */
  public Map<String, List<String>> networks() {
    Map<String, List<String>> networks = new TreeMap<>();
    for (SimulatedDevice device : devices) {
      networks.computeIfAbsent(device.network(), id -> new ArrayList<>()).add(device.id());
    }
    networks.values().forEach(Collections::sort);
    return networks;
  }

  /** Peers of the one with the fewest. */
  public int fewestPeers() {
    return devices.stream().mapToInt(SimulatedDevice::peers).min().orElse(0);
  }

  /** How many know that they were taken out. */
  public long revoked() {
    return devices.stream().filter(SimulatedDevice::isRevoked).count();
  }

  /** Whether the state is told every 30 seconds; else with each connection only. */
  public void setHeartbeats(boolean on) {
    signsOfLife = on;
  }

  /** Looks at each map from now on, or at none. */
  public void watch(@Nullable Watch next) {
    watch = next;
  }

  /** The first thing that went as it never should; null if nothing did. */
  public @Nullable String failure() {
    return failure.get();
  }

  /** How often a connection was tried again. */
  public LongAdder retries() {
    return retries;
  }

  /** How often the broker ended a connection or an attempt by a message that says why. */
  public LongAdder refusals() {
    return refusals;
  }

  /** Whole maps taken, verified. */
  public LongAdder fulls() {
    return fulls;
  }

  /** Differences taken, the results verified. */
  public LongAdder deltas() {
    return deltas;
  }

  /** Differences to a map that the gateway does not have. */
  public LongAdder misfits() {
    return misfits;
  }

  /** Messages that the broker took while the manager did not listen. */
  public LongAdder unheard() {
    return unheard;
  }

  /** States told. */
  public LongAdder states() {
    return states;
  }

  /** Heartbeats told in the place of states. */
  public LongAdder heartbeats() {
    return heartbeats;
  }

  static List<String> endpoints(String name) {
    return List.of("198.51.100." + (1 + Math.floorMod(name.hashCode(), 254)) + ":51820");
  }

  Map<String, String> versions() {
    return Map.of("agent", "0.1.0", "java", "25");
  }

  Authority authority() {
    return authority;
  }

  DeviceCertificate certificate(DeviceKeys keys, EnrolmentAnswer answer) {
    try {
      byte[] pem = answer.certificates().getFirst().getBytes(StandardCharsets.US_ASCII);
      return new DeviceCertificate(
          keys.exposeTlsKey(),
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(pem)));
    } catch (CertificateException e) {
      throw new IllegalStateException("the manager gave no certificate", e);
    }
  }

  MqttClientExecutorConfig executors() {
    return executors;
  }

  Executor worker() {
    return workers;
  }

  boolean hasHeartbeats() {
    return signsOfLife;
  }

  void later(Runnable action, long millis) {
    if (!timer.isShutdown()) {
      var _ = timer.schedule(() -> workers.execute(action), millis, TimeUnit.MILLISECONDS);
    }
  }

  void mapped(SimulatedDevice device, NetworkMap map, long nowNanos) {
    Watch looking = watch;
    if (looking != null) {
      looking.mapped(device.id(), map, nowNanos);
    }
  }

  void gained() {
    int _ = upToDate.incrementAndGet();
  }

  void lost() {
    int _ = upToDate.decrementAndGet();
  }

  void failed(String what) {
    failure.compareAndSet(null, what);
  }

  /** All leave. */
  @Override
  public void close() throws InterruptedException {
    timer.shutdownNow();
    devices.forEach(SimulatedDevice::close);
    // Those that are gone still have something to say to the workers.
    long deadline = System.nanoTime() + CLOSE_NANOS;
    while (upToDate() > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(10);
    }
    workers.shutdown();
  }
}
