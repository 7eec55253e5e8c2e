package io.omniedge.gateway.monitoring.http;

import io.omniedge.gateway.api.form.FormProperties;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where metrics are offered and to whom, as the operator wants it. */
public final class ListenSettings {
  /** As the wireguard exporters have it. */
  public static final int DEFAULT_PORT = 9586;

  /** Where only this machine asks. */
  public static final String DEFAULT_ADDRESS = "127.0.0.1";

  /** Addresses of a gateway are few; each costs a socket and a thread. */
  private static final int MOST_ADDRESSES = 16;

  /** An address, not a name: a name server must not decide where the gateway is open. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[A-Za-z0-9_.-]{1,15})?");

  private final Set<InetSocketAddress> addresses;
  private final @Nullable BearerToken token;

  private ListenSettings(Set<InetSocketAddress> addresses, @Nullable BearerToken token) {
    this.addresses = addresses;
    this.token = token;
  }

  /** Reads and checks them; what is wrong stands in the form's problems. */
  public static ListenSettings read(
      FormProperties form, FormProperties.@Nullable Decryption decryption) {
    int port = form.number("port", DEFAULT_PORT, 1, 65535);
    BearerToken token = token(form, decryption);
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    if (form.flag("enabled", true)) {
      String listed = form.text("address");
      for (String text : (listed.isEmpty() ? DEFAULT_ADDRESS : listed).split(",", -1)) {
        InetAddress address = address(form, text.strip(), token != null);
        if (address != null) {
          addresses.add(new InetSocketAddress(address, port));
        }
      }
    }
    if (addresses.size() > MOST_ADDRESSES) {
      form.wrong("address: " + addresses.size() + " are more than " + MOST_ADDRESSES);
    }
    return new ListenSettings(addresses, token);
  }

  private static @Nullable BearerToken token(
      FormProperties form, FormProperties.@Nullable Decryption decryption) {
    char[] clear = form.password("token", decryption);
    try {
      if (clear.length == 0) {
        return null;
      }
      if (!BearerToken.isUsable(clear)) {
        form.wrong(
            "token: "
                + BearerToken.LEAST_CHARS
                + " to "
                + BearerToken.MOST_CHARS
                + " visible ASCII characters are needed");
        return null;
      }
      return BearerToken.of(clear);
    } finally {
      Arrays.fill(clear, '\0');
    }
  }

  private static @Nullable InetAddress address(FormProperties form, String text, boolean guarded) {
    if (!LITERAL.matcher(text).matches()) {
      form.wrong("address", text, "not an IP address");
      return null;
    }
    try {
      InetAddress address = InetAddress.getByName(text);
      if (!guarded && !isPrivate(address)) {
        form.wrong("address", text, "open to anybody; it needs a token");
        return null;
      }
      return address;
    } catch (UnknownHostException e) {
      form.wrong("address", text, "not an IP address of this gateway");
      return null;
    }
  }

  /** Reached by a machine of the plant or of the tunnel, not from the internet. */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return false;
    }
    if (address instanceof Inet6Address) {
      // [RFC 4193] fc00::/7
      return address.isLoopbackAddress()
          || address.isLinkLocalAddress()
          || (bytes[0] & 0xfe) == 0xfc;
    }
    // [RFC 1918], and [RFC 6598] 100.64.0.0/10, which overlay networks use.
    boolean shared = bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return shared
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress();
  }

  Set<InetSocketAddress> addresses() {
    return addresses;
  }

  @Nullable BearerToken token() {
    return token;
  }
}
