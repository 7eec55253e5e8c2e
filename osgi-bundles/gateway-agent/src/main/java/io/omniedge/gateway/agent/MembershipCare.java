package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.enrol.Applicant;
import io.omniedge.gateway.agent.enrol.Backoff;
import io.omniedge.gateway.agent.enrol.Conversation;
import io.omniedge.gateway.agent.enrol.ManagerException;
import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.gateway.agent.home.Home;
import io.omniedge.gateway.agent.home.Profile;
import io.omniedge.gateway.agent.time.Deadline;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes this gateway a member and keeps it one: enrolment with a setup key, renewal of the
 * certificate from half of its life on and after its end. One thread; conversations run beside it
 * and bring their result back to it.
 *
 * <p>Each setup key has a profile of its own. The one in force stays until an enrolment with
 * another succeeded, and one that was in force before is so again when its setup key comes back: a
 * change of the manager that is undone loses nothing.
 */
final class MembershipCare {
  private static final Logger LOG = System.getLogger(MembershipCare.class.getName());

  /** A person may be waiting for it. */
  private static final long ENROL_LEAST_MILLIS = 2_000;

  private static final long ENROL_MOST_MILLIS = 300_000;

  /** There are weeks left, or somebody has to approve it first. */
  private static final long RENEW_LEAST_MILLIS = 30_000;

  private static final long RENEW_MOST_MILLIS = 3_600_000;
  private static final int MAX_FILE_CHARS = 4_096;

  private final Home home;
  private final EffectiveTime time;
  private final Conversation conversation;
  private final Executor inbox;
  private final Executor background;
  private final Supplier<Optional<Applicant>> self;
  private final Backoff enrolBackoff;
  private final Backoff renewBackoff;
  private final Deadline attempt = new Deadline();
  private final Deadline renewal = new Deadline();

  private @Nullable Profile profile;
  private @Nullable Credentials credentials;
  private @Nullable SetupKey wantedKey;
  private @Nullable Path usedFile;
  private boolean isBusy;
  private boolean isRenewalForced;
  private boolean isRenewedUnproved;
  private boolean isNewIdentity;
  private String problem = "";

  /**
   * Reads what is in force.
   *
   * @param inbox runs what it is given on the thread of the agent
   * @param background runs what blocks
   * @param self what this gateway says of itself; empty while it has no WireGuard key
   */
  MembershipCare(
      Home home,
      EffectiveTime time,
      Conversation conversation,
      RandomGenerator random,
      Executor inbox,
      Executor background,
      Supplier<Optional<Applicant>> self)
      throws IOException {
    this.home = home;
    this.time = time;
    this.conversation = conversation;
    this.inbox = inbox;
    this.background = background;
    this.self = self;
    this.enrolBackoff = new Backoff(random, ENROL_LEAST_MILLIS, ENROL_MOST_MILLIS);
    this.renewBackoff = new Backoff(random, RENEW_LEAST_MILLIS, RENEW_MOST_MILLIS);
    Optional<Profile> current = home.current();
    if (current.isPresent()) {
      try {
        credentials = current.get().credentials().orElse(null);
        profile = credentials == null ? null : current.get();
      } catch (IOException e) {
        problem = String.valueOf(e.getMessage());
      }
    }
  }

  /**
   * Wants to be a member by this key, or by the one in this file. Without both it stays what it is.
   *
   * @return whether another profile is in force now
   */
  boolean want(Optional<SetupKey> key, Optional<Path> file, long nowNanos) {
    SetupKey wanted = key.orElse(null);
    usedFile = null;
    if (wanted == null && file.isPresent() && Files.isRegularFile(file.get())) {
      wanted = read(file.get());
      usedFile = wanted == null ? null : file.get();
    }
    wantedKey = null;
    attempt.clear();
    if (wanted == null) {
      return false;
    }
    Profile of = home.profile(Profile.nameOf(wanted.exposeText()));
    if (profile != null && profile.name().equals(of.name())) {
      problem = "";
      deleteUsedFile();
      return false;
    }
    try {
      Optional<Credentials> known = of.credentials();
      if (known.isPresent()) {
        takeUp(of, known.get());
        return true;
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0}; it enrols once more", e.getMessage());
    }
    wantedKey = wanted;
    enrolBackoff.reset();
    attempt.in(nowNanos, 0);
    return false;
  }

  private @Nullable SetupKey read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_CHARS) {
        throw new IllegalArgumentException("it is too long");
      }
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.strip().startsWith("#")) {
          return SetupKey.parse(line);
        }
      }
      throw new IllegalArgumentException("it has no line with a setup key");
    } catch (IOException | IllegalArgumentException e) {
      problem = "the provisioning file " + file + " is of no use: " + e.getMessage();
      return null;
    }
  }

  private void takeUp(Profile taken, Credentials as) throws IOException {
    isNewIdentity = profile != null;
    home.makeCurrent(taken);
    profile = taken;
    credentials = as;
    wantedKey = null;
    attempt.clear();
    renewal.clear();
    isRenewedUnproved = false;
    problem = "";
  }

  /**
   * Does what is due.
   *
   * @param changed called on the agent's thread when what is in force changed
   */
  void tick(long nowNanos, Runnable changed) {
    Credentials held = credentials;
    if (held != null && !renewal.isSet() && !isRevoked()) {
      boolean due = isRenewalForced || !time.now().isBefore(held.renewFrom());
      if (due) {
        boolean isOver = isRenewalForced || !time.now().isBefore(held.expires());
        // Spread: gateways that enrolled together would renew together. And a broker that refuses
        // the new certificate too is set up wrongly: another one will not help soon.
        long millis = renewBackoff.nextMillis();
        boolean isUrgent = isOver && !isRenewedUnproved;
        renewal.in(nowNanos, isUrgent ? 0 : TimeUnit.MILLISECONDS.toNanos(millis));
      }
    }
    if (isBusy) {
      return;
    }
    SetupKey key = wantedKey;
    if (key != null && attempt.isOver(nowNanos)) {
      attempt.clear();
      enrol(key, nowNanos, changed);
    } else if (held != null && profile != null && renewal.isOver(nowNanos)) {
      renewal.clear();
      renew(profile, held, nowNanos, changed);
    }
  }

  private void enrol(SetupKey key, long nowNanos, Runnable changed) {
    Profile candidate = home.profile(Profile.nameOf(key.exposeText()));
    Optional<Applicant> applicant = self.get();
    if (applicant.isEmpty()) {
      problem = "it cannot enrol without a tunnel";
      attempt.in(nowNanos, TimeUnit.MILLISECONDS.toNanos(enrolBackoff.nextMillis()));
      return;
    }
    try {
      SigningKey identity = candidate.identity();
      converse(
          () -> conversation.enrol(key, identity, applicant.get()),
          answer -> {
            if (key == wantedKey) {
              // First what it is, then that it is in force.
              candidate.store(answer);
              takeUp(candidate, answer);
              deleteUsedFile();
              LOG.log(Level.INFO, "enrolled: {0}", answer);
              changed.run();
            }
          },
          refusal -> {
            if (key == wantedKey) {
              problem = "enrolment: " + refusal.getMessage();
              LOG.log(Level.WARNING, problem);
              attempt.in(System.nanoTime(), waitNanos(enrolBackoff, refusal));
            }
          });
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
      attempt.in(nowNanos, TimeUnit.MILLISECONDS.toNanos(enrolBackoff.nextMillis()));
    }
  }

  private void renew(Profile of, Credentials old, long nowNanos, Runnable changed) {
    Optional<Applicant> applicant = self.get();
    try {
      SigningKey identity = of.identity();
      if (applicant.isEmpty()) {
        renewal.in(nowNanos, TimeUnit.MILLISECONDS.toNanos(renewBackoff.nextMillis()));
        return;
      }
      converse(
          () -> conversation.renew(old, identity, applicant.get()),
          answer -> {
            if (old == credentials) {
              of.store(answer);
              credentials = answer;
              isRenewalForced = false;
              isRenewedUnproved = true;
              problem = "";
              LOG.log(Level.INFO, "certificate renewed until {0}", answer.expires());
              changed.run();
            }
          },
          refusal -> {
            if (old == credentials) {
              renewalFailed(refusal, changed);
            }
          });
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
      renewal.in(nowNanos, TimeUnit.MILLISECONDS.toNanos(renewBackoff.nextMillis()));
    }
  }

  private void renewalFailed(ManagerException refusal, Runnable changed) {
    if (refusal.isRevocation()) {
      revoked();
      changed.run();
      return;
    }
    problem = "renewal of the certificate: " + refusal.getMessage();
    LOG.log(Level.WARNING, problem);
    renewal.in(System.nanoTime(), waitNanos(renewBackoff, refusal));
  }

  private static long waitNanos(Backoff backoff, ManagerException refusal) {
    long wanted = refusal.retryAfterSeconds().map(TimeUnit.SECONDS::toMillis).orElse(0L);
    // With jitter on top: all whom it told the same time would come back at that time.
    return TimeUnit.MILLISECONDS.toNanos(wanted + backoff.nextMillis());
  }

  private interface Question {
    Credentials ask() throws ManagerException;
  }

  private interface Answer {
    void take(Credentials answer) throws IOException;
  }

  private interface Refusal {
    void take(ManagerException refusal);
  }

  private void converse(Question question, Answer answer, Refusal refusal) {
    isBusy = true;
    background.execute(
        () -> {
          try {
            Credentials told = question.ask();
            inbox.execute(
                () -> {
                  isBusy = false;
                  try {
                    answer.take(told);
                  } catch (IOException e) {
                    problem = "the manager's answer cannot be kept: " + e.getMessage();
                    LOG.log(Level.ERROR, problem);
                    attempt.in(
                        System.nanoTime(),
                        TimeUnit.MILLISECONDS.toNanos(enrolBackoff.nextMillis()));
                  }
                });
          } catch (ManagerException e) {
            inbox.execute(
                () -> {
                  isBusy = false;
                  refusal.take(e);
                });
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the conversation with the manager failed", e);
            inbox.execute(
                () -> {
                  isBusy = false;
                  refusal.take(ManagerException.failed(e));
                });
          }
        });
  }

  /** The broker does not want our certificate: ask the manager why, or for another one. */
  void certificateRefused() {
    isRenewalForced = true;
  }

  /** The certificate is wanted again. */
  void certificateAccepted() {
    isRenewalForced = false;
    isRenewedUnproved = false;
    renewal.clear();
    renewBackoff.reset();
  }

  /** The manager says what this gateway is. */
  void is(Membership membership) {
    Credentials held = credentials;
    if (held != null && profile != null && held.answer().membership() != membership) {
      credentials = held.with(membership);
      try {
        profile.store(credentials);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "the membership cannot be stored: {0}", e.getMessage());
      }
    }
  }

  private void revoked() {
    is(Membership.REVOKED);
    LOG.log(Level.WARNING, "the manager took this gateway out of its network");
  }

  private void deleteUsedFile() {
    Path used = usedFile;
    usedFile = null;
    if (used != null) {
      try {
        Files.deleteIfExists(used);
      } catch (IOException e) {
        problem = "the provisioning file " + used + " cannot be deleted: " + e.getMessage();
      }
    }
  }

  /** Whether the manager took it out. */
  boolean isRevoked() {
    return credentials != null && credentials.answer().membership() == Membership.REVOKED;
  }

  /** Whether it asks to be let in. */
  boolean isEnrolling() {
    return wantedKey != null;
  }

  /** Whether the profile in force is not the one of the start; asked once. */
  boolean takeNewIdentity() {
    boolean was = isNewIdentity;
    isNewIdentity = false;
    return was;
  }

  Optional<Profile> profile() {
    return Optional.ofNullable(profile);
  }

  Optional<Credentials> credentials() {
    return Optional.ofNullable(credentials);
  }

  /** What is wrong; empty if nothing is. */
  String problem() {
    return problem;
  }

  /** Nanoseconds until {@link #tick} has something to do. */
  long left(long nowNanos) {
    return isBusy ? Deadline.NEVER : Math.min(attempt.left(nowNanos), renewal.left(nowNanos));
  }
}
