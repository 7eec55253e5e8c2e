package io.omniedge.gateway.console.listen;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which connections are taken: those from where the page is to be had, a few of each address, and
 * no more in all than there is memory for. Each costs some 40 KiB for TLS, before anybody signed
 * in. Thread-safe.
 */
public final class Admission {
  /** A browser opens six. */
  static final int MOST_OF_ADDRESS = 16;

  static final int MOST = 100;

  private final Predicate<InetAddress> isWelcome;
  private final Function<InetAddress, String> key;
  private final Map<Object, String> connections = new HashMap<>();

  /**
   * Takes none yet.
   *
   * @param isWelcome whether the page is for that address
   * @param key whom an address stands for
   */
  public Admission(Predicate<InetAddress> isWelcome, Function<InetAddress, String> key) {
    this.isWelcome = isWelcome;
    this.key = key;
  }

  /** Whether this connection is taken; it counts until it is {@link #closed}. */
  public boolean take(Object connection, InetAddress from) {
    // The cheap question first: whoever is one of too many is not looked up.
    if (!count(connection, key.apply(from))) {
      return false;
    }
    boolean welcome = isWelcome.test(from);
    if (!welcome) {
      closed(connection);
    }
    return welcome;
  }

  private synchronized boolean count(Object connection, String from) {
    long already = connections.values().stream().filter(from::equals).count();
    if (already >= MOST_OF_ADDRESS || connections.size() >= MOST) {
      return false;
    }
    connections.put(connection, from);
    return true;
  }

  /** The connection is no more, or never was taken. */
  public synchronized void closed(Object connection) {
    connections.remove(connection);
  }
}
