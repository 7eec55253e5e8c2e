package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.command.Action;
import io.omniedge.protocol.map.NetworkMap;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent of a gateway: one thread around what it does. It needs no OSGi; {@code omniedge join}
 * runs it on a server as the component runs it on a gateway. Thread-safe.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Agent.class.getName());

  private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CLOSE_MILLIS = 5_000;

  private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final AgentCore core;
  private final Thread thread;
  private volatile boolean isClosing;
  private volatile AgentStatus status = AgentStatus.NONE;
  private volatile Optional<NetworkMap> map = Optional.empty();
  private volatile @Nullable String failure;

  /**
   * Starts the thread, which waits for settings.
   *
   * @throws IOException if the agent's directory cannot be read and written
   */
  public Agent(AgentContext context) throws IOException {
    core = new AgentCore(context, inbox::add, Agent::runBeside);
    thread = new Thread(this::run, "omniedge-agent");
    thread.setDaemon(true);
    thread.start();
  }

  private static void runBeside(Runnable task) {
    Thread beside = new Thread(task, "omniedge-agent-task");
    beside.setDaemon(true);
    beside.start();
  }

  /** New settings; returns at once. */
  public void configure(AgentSettings settings) {
    inbox.add(() -> core.configure(settings, System.nanoTime()));
  }

  /** Mistakes in what the operator entered, for the manager to see; returns at once. */
  public void mistakes(List<String> found) {
    List<String> copy = List.copyOf(found);
    inbox.add(() -> core.mistakes(copy));
  }

  /** How it is. */
  public AgentStatus status() {
    return status;
  }

  /** The map in force, verified. */
  public Optional<NetworkMap> map() {
    return map;
  }

  /**
   * Whether a peer answers, and how fast; blocks for some seconds.
   *
   * @param peer its identifier, its name, or an address of it
   * @throws Action.ActionException if it is no peer, or does not answer
   */
  public String ping(String peer) throws Action.ActionException {
    return new Ping(map.map(NetworkMap::peers).map(Map::copyOf).orElse(Map.of())).run(peer);
  }

  /** What is wrong, one sentence each. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(status.problems());
    String failed = failure;
    if (failed != null) {
      problems.add(failed);
    }
    return problems;
  }

  private void run() {
    while (!isClosing) {
      long wait = step();
      try {
        Runnable task = inbox.poll(Math.min(wait, LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
        while (task != null) {
          guarded(task);
          task = inbox.poll();
        }
      } catch (InterruptedException e) {
        // Nobody but a mistake interrupts this thread, and it goes on.
        LOG.log(Level.WARNING, "interrupted", e);
      }
    }
    guarded(core::close);
  }

  private long step() {
    try {
      long wait = core.tick(System.nanoTime());
      status = core.status();
      map = core.map();
      return wait;
    } catch (RuntimeException | Error e) {
      // An error too: without this thread nobody reaches the gateway any more.
      failed(e);
      return AFTER_FAILURE_NANOS;
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** A mistake of ours: loud, and what can go on goes on. */
  private void failed(Throwable e) {
    failure = "internal error of the agent: " + e;
    LOG.log(Level.ERROR, "internal error of the agent", e);
  }

  /** Leaves the network, with the tunnel taken down; the membership stays. Waits for it. */
  @Override
  public void close() {
    inbox.add(() -> isClosing = true);
    if (Thread.currentThread() != thread) {
      try {
        thread.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
