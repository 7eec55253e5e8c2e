package io.omniedge.gateway.console.vendor;

import io.omniedge.gateway.api.access.SignInMethod;
import io.omniedge.gateway.api.access.SignInMethod.Identity;
import io.omniedge.gateway.api.access.SignedInAddresses;
import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.session.Sessions;
import io.omniedge.gateway.console.session.Voucher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * People of the maker of a machine, for whom a {@link SignInMethod} vouches: they may look,
 * whatever roles it gives them, from the address where they signed in, for as long as it vouches.
 * Thread-safe.
 */
public final class Vendors implements SignedInAddresses {
  private static final Logger LOG = System.getLogger(Vendors.class.getName());

  static final String PURPOSE = "vendor-access";

  /** How long nobody asks again whether a session is still good. */
  static final long CONFIRM_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** How old an offer may be: who asks for the page again and again does not keep plugins busy. */
  static final long OFFER_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int MOST_OFFERS = 20;
  private static final int LONGEST_NAME = 64;

  /**
   * A way to sign in.
   *
   * @param method its name in the form
   * @param label for people
   */
  public record Offer(String method, String label) {}

  private record Way(SignInMethod service, SignInMethod.Method method) {}

  private record Ways(List<Way> all, long askedNanos) {}

  private final Sessions sessions;
  private final LongSupplier idleNanos;
  private final LongSupplier clock;
  private final Runnable changed;
  private final List<SignInMethod> services = new CopyOnWriteArrayList<>();
  private volatile Optional<Ways> known = Optional.empty();
  private Set<InetAddress> places = Set.of();

  /**
   * None yet.
   *
   * @param idleNanos after how long without a request a session ends
   * @param clock as {@link System#nanoTime}
   * @param changed called when {@link #isSignedIn} answers something else, on any thread
   */
  public Vendors(Sessions sessions, LongSupplier idleNanos, LongSupplier clock, Runnable changed) {
    this.sessions = sessions;
    this.idleNanos = idleNanos;
    this.clock = clock;
    this.changed = changed;
  }

  /** It may be asked from now on. */
  public void add(SignInMethod service) {
    services.add(service);
    known = Optional.empty();
  }

  /** It is asked no more; for whom it vouched is no longer in after {@link #confirm}. */
  public void remove(SignInMethod service) {
    services.remove(service);
    known = Optional.empty();
  }

  /** What there is to choose from. */
  public List<Offer> offers() {
    return ways().stream().map(way -> new Offer(way.method.id(), way.method.label())).toList();
  }

  private List<Way> ways() {
    long now = clock.getAsLong();
    Optional<Ways> fresh = known.filter(ways -> now - ways.askedNanos < OFFER_NANOS);
    if (fresh.isPresent()) {
      return fresh.get().all;
    }
    List<Way> all = new ArrayList<>();
    for (SignInMethod service : services) {
      for (SignInMethod.Method method : asked(service::methods, List.<SignInMethod.Method>of())) {
        if (all.size() < MOST_OFFERS && !method.id().isEmpty()) {
          all.add(new Way(service, method));
        }
      }
    }
    known = Optional.of(new Ways(List.copyOf(all), now));
    return all;
  }

  /** What others answer; who fails says no. */
  private static <T> T asked(Supplier<T> question, T otherwise) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a way to sign in failed", e);
      return otherwise;
    }
  }

  /**
   * Signs in, for a thread that can wait.
   *
   * @param from the address that asks
   * @return the token that the browser keeps; nothing if the secret is wrong or nobody can say
   */
  public Optional<String> signIn(String from, String method, String user, String secret) {
    Optional<Way> way = ways().stream().filter(one -> one.method.id().equals(method)).findFirst();
    Optional<InetAddress> address = address(from);
    Optional<Identity> identity =
        way.isEmpty() || address.isEmpty()
            ? Optional.empty()
            : authenticate(way.get().service, method, user, secret);
    if (identity.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "nobody signed in as vendor \"{0}\" from {1} by {2}",
          clean(user),
          from,
          way.map(one -> clean(one.method.label())).orElse("a method that there is not"));
      return Optional.empty();
    }
    // No user of this gateway can have a name with a comma in it.
    String name = clean(identity.get().subject()) + ", vendor";
    String token =
        sessions.openVouched(
            name,
            new Voucher(way.get().service, method, identity.get().token(), address.get()),
            clock.getAsLong());
    LOG.log(
        Level.INFO,
        "{0}, signed in from {1} by {2}, to look for at most {3} h",
        name,
        from,
        clean(way.get().method.label()),
        TimeUnit.NANOSECONDS.toHours(Sessions.LONGEST_VOUCHED_NANOS));
    look();
    return Optional.of(token);
  }

  private static Optional<Identity> authenticate(
      SignInMethod service, String method, String user, String secret) {
    char[] chars = secret.toCharArray();
    try {
      return asked(
          () -> service.authenticate(method, PURPOSE, user, chars), Optional.<Identity>empty());
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  /** For a line of the log and the head of a page: one line, and not a long one. */
  private static String clean(String text) {
    String line = text.replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]", "?");
    return line.codePointCount(0, line.length()) <= LONGEST_NAME
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME)) + "…";
  }

  /** Whether a session is good from that address. */
  public static boolean isOf(Session session, String from) {
    return session.voucher().map(Voucher::address).equals(address(from));
  }

  private static Optional<InetAddress> address(String from) {
    try {
      // A literal: no name is looked up. No packet tells the interface of a link-local address.
      return Optional.of(InetAddress.getByName(from.replaceFirst("%[^\\]]*", "")));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isSignedIn(InetAddress address) {
    return sessions.vouchedAddresses(clock.getAsLong(), idleNanos.getAsLong()).contains(address);
  }

  /**
   * Asks again for whom nobody vouched for a while, and ends the sessions of those for whom nobody
   * does any more. For a thread that can wait.
   */
  public void confirm() {
    long now = clock.getAsLong();
    for (Session session : sessions.vouched()) {
      session.voucher().ifPresent(voucher -> confirm(session, voucher, now));
    }
    look();
  }

  private void confirm(Session session, Voucher voucher, long nowNanos) {
    String why;
    if (!services.contains(voucher.service())) {
      why = "who vouched is gone";
    } else if (sessions.isConfirmed(session, nowNanos, CONFIRM_NANOS)) {
      return;
    } else if (asked(voucher::isStillGood, false)) {
      sessions.confirmed(session, nowNanos);
      return;
    } else {
      why = "nobody vouches any more";
    }
    sessions.end(session);
    LOG.log(
        Level.INFO,
        "{0}, is signed out at {1}: {2}",
        session.user(),
        voucher.address().getHostAddress(),
        why);
  }

  /** Looks where vendors are, and tells of it if that changed: time alone ends sessions too. */
  public void look() {
    synchronized (this) {
      Set<InetAddress> now = sessions.vouchedAddresses(clock.getAsLong(), idleNanos.getAsLong());
      if (now.equals(places)) {
        return;
      }
      places = now;
    }
    changed.run();
  }
}
