package io.omniedge.transport.managed;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.acl.AccessRules;
import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.ConfigValues;
import io.omniedge.transport.config.PeerConfig;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.link.LinkException;
import io.omniedge.transport.link.TunnelLink;
import io.omniedge.transport.uapi.DeviceState;
import io.omniedge.transport.uapi.PeerState;
import io.omniedge.tun.IpPrefix;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel that is kept as its configuration says while that changes: one thread of its own brings
 * the interface to what is wanted, and tries again every {@value #RETRY_SECONDS} s when it cannot.
 * What is refused leaves in force what was, and stands in {@link #snapshot()} and the log.
 *
 * <p>Thread-safe; nothing here waits for the kernel but that one thread.
 */
public final class ManagedTunnel implements GatewayTunnel, AutoCloseable {
  private static final Logger LOG = System.getLogger(ManagedTunnel.class.getName());

  /** As often as names without address are looked up; a failed start costs a few milliseconds. */
  private static final long RETRY_SECONDS = 5;

  private final String id;
  private final TunnelLinks links;
  private final Path dataDirectory;
  private final boolean isMesh;
  private final AccessControl access = new AccessControl(new SecureRandom().nextLong());
  private final ScheduledThreadPoolExecutor keeper;
  private final AtomicBoolean due = new AtomicBoolean();

  // What is wanted; guarded by this.
  private @Nullable TunnelSettings settings;
  private List<String> refused = List.of();
  private final SortedMap<String, PeerConfig> peers = new TreeMap<>();

  // What is; written by the keeper only.
  private volatile @Nullable TunnelLink link;
  private @Nullable TunnelSettings linkSettings;
  private volatile PeerSet inForce = PeerSet.of(new TreeMap<>());
  private volatile Optional<String> publicKey = Optional.empty();
  private volatile Optional<String> failure = Optional.empty();

  /** One thread at a time has to do with the key and its file; guards what follows. */
  private final Object keyLock = new Object();

  private @Nullable Secret privateKey;

  /**
   * Does nothing before {@link #configure}.
   *
   * @param id the name of its configuration; also that of its key file
   * @param dataDirectory where the key file is
   */
  public ManagedTunnel(String id, TunnelLinks links, Path dataDirectory) {
    this(id, links, dataDirectory, false);
  }

  /**
   * The same, and perhaps the one whose peers a manager chooses.
   *
   * @param isMesh whether prefixes of peers that lie in a network of this machine are left out
   *     while it is there, and new peers are greeted
   */
  public ManagedTunnel(String id, TunnelLinks links, Path dataDirectory, boolean isMesh) {
    this.isMesh = isMesh;
    this.id = id;
    this.links = links;
    this.dataDirectory = dataDirectory;
    this.keeper =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, id + " keeper");
              thread.setDaemon(true);
              return thread;
            });
    // A peer may still leave while the tunnel is being closed.
    keeper.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    Future<?> unused =
        keeper.scheduleWithFixedDelay(this::watch, RETRY_SECONDS, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  /** Wants these settings from now on. */
  public void configure(TunnelSettings wanted) {
    synchronized (this) {
      settings = wanted;
      refused = List.of();
    }
    wake();
  }

  /**
   * Wants all of this in the place of what was wanted. The rules hold when this returns: before
   * peers come that they are meant for.
   *
   * @param peersWanted by their names
   * @param rules which flows may pass, null for all
   * @param own addresses to answer refusals with
   */
  public void want(
      TunnelSettings wanted,
      SortedMap<String, PeerConfig> peersWanted,
      @Nullable AccessRules rules,
      List<IpPrefix> own) {
    synchronized (this) {
      if (rules == null) {
        access.lift(own);
      } else {
        access.enforce(rules, own);
      }
      settings = wanted;
      refused = List.of();
      peers.clear();
      peers.putAll(peersWanted);
    }
    wake();
  }

  /** Keeps to the settings there are: new ones were wrong, and how. */
  public synchronized void refuse(List<String> problems) {
    refused = List.copyOf(problems);
    problems.forEach(problem -> LOG.log(Level.ERROR, "{0}: {1}", id, problem));
  }

  /** From now on asks this one about flows that the rules allow; null for nobody. */
  public void judge(@Nullable FlowJudge judge) {
    access.judge(judge);
  }

  /** Wants this peer too, or changed so. */
  public void putPeer(String peerId, PeerConfig peer) {
    synchronized (this) {
      peers.put(peerId, peer);
    }
    wake();
  }

  /** No longer wants this peer. */
  public void removePeer(String peerId) {
    synchronized (this) {
      peers.remove(peerId);
    }
    wake();
  }

  @Override
  public void refresh() {
    wake();
  }

  private void wake() {
    // Changes that come together are applied together.
    if (due.compareAndSet(false, true)) {
      keeper.execute(this::keep);
    }
  }

  /** The keeper's regular look: has the interface ended, did a name get an address? */
  private void watch() {
    try {
      TunnelLink present = link;
      if (present == null || hasEnded(present) || failure.isPresent()) {
        keep();
      } else {
        present.resolveAgain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEnded(TunnelLink present) throws InterruptedException {
    String why = "its interface was deleted by somebody else";
    try {
      if (!present.awaitEnd(1)) {
        return false;
      }
    } catch (IllegalStateException e) {
      why = String.valueOf(e.getMessage());
    }
    LOG.log(Level.ERROR, "{0} is made anew: {1}", id, why);
    closeLink();
    return true;
  }

  /** Brings what is to what is wanted; the keeper only. */
  private void keep() {
    due.set(false);
    TunnelSettings wanted;
    PeerSet set;
    synchronized (this) {
      wanted = settings;
      set = PeerSet.of(peers);
    }
    try {
      if (wanted == null || !wanted.enabled()) {
        closeLink();
      } else {
        bringTo(wanted, set);
      }
      failure = Optional.empty();
    } catch (LinkException | ConfigException | IOException e) {
      String problem = String.valueOf(e.getMessage());
      if (!failure.equals(Optional.of(problem))) {
        LOG.log(Level.ERROR, "{0}: {1}", id, problem);
      }
      failure = Optional.of(problem);
    } catch (RuntimeException | Error e) {
      // A defect of ours: said loudly, and the gateway goes on.
      LOG.log(Level.ERROR, id + " failed", e);
      failure = Optional.of("failed: " + e);
    }
  }

  private void bringTo(TunnelSettings wanted, PeerSet all)
      throws LinkException, ConfigException, IOException {
    PeerSet set =
        isMesh
            ? NetworkConflicts.resolve(all, links.connectedNetworks(wanted.interfaceName()))
            : all;
    Secret key = key(wanted);
    TunnelConfig config =
        new TunnelConfig(
            ConfigValues.device(Secret.copyOf(key.exposeBytes()), wanted.values()),
            set.peers(),
            wanted.takesDefault());
    if (!isMesh) {
      access.lift(config.device().addresses());
    }
    TunnelSettings before = linkSettings;
    if (before != null && before.needsAnotherLink(wanted)) {
      closeLink();
    }
    TunnelLink present = link;
    Set<PublicKey> known = present == null ? Set.of() : inForce.ids().keySet();
    if (present == null) {
      TunnelLink opened = links.open(wanted, access, config);
      link = opened;
      if (isMesh) {
        opened.onNeighbourChange(this::wake);
        wake(); // for what changed while it was being opened
      }
      LOG.log(Level.INFO, "{0} is up, its public key is {1}", id, publicKey.orElse(""));
      present = opened;
    } else {
      present.apply(config);
    }
    linkSettings = wanted;
    for (String problem : set.problems()) {
      if (!inForce.problems().contains(problem)) {
        LOG.log(Level.ERROR, "{0}: {1}", id, problem);
      }
    }
    inForce = set;
    if (isMesh) {
      greetNewcomers(present, set, known);
    }
  }

  /**
   * Both ends of a new pair are told of it, but not at one moment: what the first of them sends the
   * other refuses, as from a stranger, and it tries again only after REKEY_TIMEOUT, 5 s. So the
   * other begins too, and its beginning succeeds. After a restart it is how peers learn that the
   * sessions they have with us are gone.
   */
  private static void greetNewcomers(TunnelLink present, PeerSet set, Set<PublicKey> known)
      throws LinkException {
    List<PublicKey> newcomers =
        set.peers().stream()
            .filter(peer -> peer.endpoint() != null && peer.persistentKeepaliveSeconds() == 0)
            .map(PeerConfig::publicKey)
            .filter(key -> !known.contains(key))
            .toList();
    if (!newcomers.isEmpty()) {
      present.greet(newcomers);
    }
  }

  private Secret key(TunnelSettings wanted) throws LinkException, IOException {
    synchronized (keyLock) {
      Path source = wanted.keyImport();
      if (source != null && keyFile().importFrom(source)) {
        LOG.log(Level.INFO, "{0} has the private key of {1}, which is deleted", id, source);
        privateKey = null;
      }
      return loadOrMakeKey();
    }
  }

  /**
   * The public key; makes the private one now if there is none.
   *
   * @throws LinkException if there is no cryptography for it
   * @throws IOException if its file cannot be read or written
   */
  public String makeKey() throws LinkException, IOException {
    synchronized (keyLock) {
      loadOrMakeKey();
      return publicKey.orElseThrow();
    }
  }

  /** Another key in the place of the one there is; all sessions end. */
  public void replaceKey() throws LinkException, IOException {
    synchronized (keyLock) {
      useKey(keyFile().replace());
    }
    LOG.log(Level.INFO, "{0} has a new key, its public key is {1}", id, publicKey.orElse(""));
    wake();
  }

  private Secret loadOrMakeKey() throws LinkException, IOException {
    Secret present = privateKey;
    return present == null ? useKey(keyFile().loadOrMake()) : present;
  }

  private Secret useKey(Secret key) throws LinkException {
    privateKey = key;
    publicKey = Optional.of(links.keyAgreement().publicKey(key).toString());
    return key;
  }

  private PrivateKeyFile keyFile() throws LinkException {
    return new PrivateKeyFile(
        dataDirectory.resolve("keys").resolve(id + ".key"), links.keyAgreement());
  }

  private void closeLink() {
    TunnelLink present = link;
    if (present != null) {
      present.close();
      link = null;
      linkSettings = null;
      LOG.log(Level.INFO, "{0} is down", id);
    }
  }

  @Override
  public TunnelSnapshot snapshot() {
    TunnelSettings wanted;
    List<String> problems;
    synchronized (this) {
      wanted = settings;
      problems = new ArrayList<>(refused);
    }
    PeerSet set = inForce;
    failure.ifPresent(problems::add);
    problems.addAll(set.problems());
    TunnelLink present = link;
    DeviceState device = null;
    if (present != null) {
      try {
        device = present.state();
        Secret copy = device.privateKey();
        if (copy != null) {
          copy.wipe();
        }
      } catch (LinkException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    TunnelState state = state(wanted, present, problems);
    return new TunnelSnapshot(
        id,
        wanted == null ? "" : wanted.interfaceName(),
        state,
        problems,
        publicKey,
        device == null ? 0 : device.listenPort(),
        present == null ? Map.of() : present.status().entries(),
        device == null ? List.of() : peers(device, set));
  }

  private static TunnelState state(
      @Nullable TunnelSettings wanted, @Nullable TunnelLink present, List<String> problems) {
    if (present != null) {
      return TunnelState.UP;
    }
    if (!problems.isEmpty()) {
      return TunnelState.FAILED;
    }
    return wanted == null || !wanted.enabled() ? TunnelState.DISABLED : TunnelState.STARTING;
  }

  private static List<PeerSnapshot> peers(DeviceState device, PeerSet set) {
    List<PeerSnapshot> snapshots = new ArrayList<>();
    for (PeerState peer : device.peers()) {
      PublicKey key = peer.publicKey();
      snapshots.add(
          new PeerSnapshot(
              set.ids().getOrDefault(key, ""),
              key.toString(),
              Optional.ofNullable(peer.endpoint()).map(Object::toString),
              peer.allowedIps().stream().map(Object::toString).toList(),
              Optional.ofNullable(peer.lastHandshake()),
              peer.receivedBytes(),
              peer.sentBytes(),
              peer.persistentKeepaliveSeconds()));
    }
    snapshots.sort(Comparator.comparing(PeerSnapshot::id).thenComparing(PeerSnapshot::publicKey));
    return snapshots;
  }

  /** Takes the interface away and ends the thread; waits for both. */
  @Override
  public void close() {
    keeper.shutdownNow();
    boolean interrupted = false;
    while (!keeper.isTerminated()) {
      try {
        keeper.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // the promise above comes first
      }
    }
    closeLink();
    synchronized (keyLock) {
      Secret key = privateKey;
      if (key != null) {
        key.wipe();
        privateKey = null;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
