package io.omniedge.transport.tunnel;

import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.acl.FlowOutcome;
import io.omniedge.transport.acl.FlowQuestion;
import io.omniedge.transport.acl.FlowQuestions;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.WireGuardDevice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks the judge about flows, one after the other, and lets go or refuses the packets that wait for
 * its answer. Whatever the judge does, it does it here: the data threads never call it.
 *
 * <p>The thread is there from the first judge on.
 */
final class JudgeLoop implements Runnable {
  private static final Logger LOG = System.getLogger(JudgeLoop.class.getName());

  /** As much as a plugin gets: the judge may answer by running one on this thread. */
  private static final int STACK_BYTES = 1 << 20;

  /**
   * How often the judge is looked at for a new generation: with the time to ask, known flows feel a
   * change within 100 ms.
   */
  private static final long LOOK_NANOS = 25_000_000L;

  /** A judge in the middle of a decision does not hold up the end of the tunnel for longer. */
  private static final long JOIN_MILLIS = 1000;

  private static final FlowDecision NOBODY_KNOWS =
      new FlowDecision(FlowDecision.Access.UNDECIDED, "", Optional.empty());

  private final String tunnel;
  private final AccessControl access;
  private final FlowQuestions questions;
  private final WireGuardDevice device;
  private final HeldPacketExit exit;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean stopped;
  private boolean started;
  private long lookedNanos;
  private @Nullable FlowJudge lastFailed;

  JudgeLoop(String tunnel, AccessControl access, WireGuardDevice device, HeldPacketExit exit) {
    this.tunnel = tunnel;
    this.access = access;
    this.questions = access.questions();
    this.device = device;
    this.exit = exit;
    this.thread = new Thread(null, this, tunnel + " judge", STACK_BYTES);
    thread.setDaemon(true);
  }

  /** Listens for a judge; what the thread fails of is told to the handler. */
  void start(Thread.UncaughtExceptionHandler failed) {
    thread.setUncaughtExceptionHandler(failed);
    questions.onAsked(this::wake);
    access.onJudge(this::judgeChanged);
    judgeChanged();
  }

  private void judgeChanged() {
    synchronized (this) {
      if (!started && !stopped && access.judge() != null) {
        started = true;
        thread.start();
      }
    }
    wake();
  }

  private void wake() {
    // Dekker's handshake with sleep(): the question was put before asleep is read.
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread. What waits for an answer then is dropped. */
  void stop() throws InterruptedException {
    access.onJudge(() -> {});
    questions.onAsked(() -> {});
    synchronized (this) {
      stopped = true;
    }
    thread.interrupt();
    LockSupport.unpark(thread);
    thread.join(JOIN_MILLIS);
    questions.abandon();
  }

  @Override
  public void run() {
    exit.open();
    try {
      while (!stopped) {
        FlowQuestion question = questions.oldest();
        if (question == null) {
          look();
          sleep();
        } else {
          answer(question);
        }
      }
    } finally {
      exit.close();
    }
  }

  private void look() {
    long now = System.nanoTime();
    if (now - lookedNanos < LOOK_NANOS) {
      return;
    }
    lookedNanos = now;
    try {
      access.lookAtJudge();
    } catch (RuntimeException e) {
      complain(access.judge(), e);
    }
  }

  private void sleep() {
    asleep = true;
    if (questions.oldest() == null && !stopped) {
      if (access.judge() == null) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    }
    asleep = false;
  }

  private void answer(FlowQuestion question) {
    FlowDecision decision = decide(question);
    if (stopped) {
      return; // the question may be another one by now
    }
    FlowOutcome outcome = FlowQuestions.outcome(question, decision);
    do {
      exit.let(question, outcome);
    } while (!questions.conclude(question, outcome));
    look();
  }

  private FlowDecision decide(FlowQuestion question) {
    FlowJudge judge = access.judge();
    if (judge == null) {
      return FlowDecision.ALLOWED;
    }
    try {
      return judge.decide(question.descriptor(tunnel, peer(question)));
    } catch (RuntimeException e) {
      complain(judge, e);
      return NOBODY_KNOWS;
    }
  }

  /** It promised never to throw: said once for each judge that does. */
  private void complain(@Nullable FlowJudge judge, RuntimeException e) {
    if (judge != null && !judge.equals(lastFailed)) {
      lastFailed = judge;
      LOG.log(Level.ERROR, tunnel + ": the judge of flows failed; it counts as undecided", e);
    }
  }

  private String peer(FlowQuestion question) {
    Peer peer =
        question.isIpv4()
            ? device.allowedIps().lookup4((int) question.farLow())
            : device.allowedIps().lookup6(question.farHigh(), question.farLow());
    return peer == null ? "" : peer.publicKey().toString();
  }
}
