package io.omniedge.pdm.intake;

import io.omniedge.gateway.api.form.FormProperties;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where measurements come in.
 *
 * @param address of this gateway
 * @param udpPort 0 for none
 * @param tcpPort 0 for none
 * @param socket a Unix socket
 * @param precision of timestamps
 */
public record IntakeSettings(
    InetAddress address, int udpPort, int tcpPort, Optional<Path> socket, Precision precision) {
  /** An address, not a name: a name server must not decide where the gateway is open. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** No place at all. */
  public static final IntakeSettings NONE =
      new IntakeSettings(InetAddress.getLoopbackAddress(), 0, 0, Optional.empty(), Precision.NS);

  /** Reads and checks them; what is wrong stands in the form's problems. */
  public static IntakeSettings read(FormProperties form) {
    InetAddress address = address(form);
    int udpPort = form.number("udpPort", 0, 0, 65535);
    int tcpPort = form.number("tcpPort", 0, 0, 65535);
    Optional<Path> socket = Optional.ofNullable(form.path("socket"));
    if (socket.isPresent() && !socket.get().isAbsolute()) {
      form.wrong("socket", socket.get().toString(), "not an absolute path");
    }
    String unit = form.text("precision");
    Precision precision = Precision.NS;
    try {
      precision = unit.isEmpty() ? Precision.NS : Precision.valueOf(unit.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      form.wrong("precision", unit, "none of " + Arrays.toString(Precision.values()));
    }
    return form.flag("enabled", false)
        ? new IntakeSettings(address, udpPort, tcpPort, socket, precision)
        : NONE;
  }

  private static InetAddress address(FormProperties form) {
    String text = form.text("address");
    if (text.isEmpty()) {
      return InetAddress.getLoopbackAddress();
    }
    if (LITERAL.matcher(text).matches()) {
      try {
        InetAddress address = InetAddress.getByName(text);
        if (!isPrivate(address)) {
          form.wrong("address", text, "anybody could send measurements; take a private address");
        }
        return address;
      } catch (UnknownHostException e) {
        // Told below, with all else that is none.
      }
    }
    form.wrong("address", text, "not an IP address");
    return InetAddress.getLoopbackAddress();
  }

  /** Nobody in the internet reaches it: loopback, link, [RFC 1918], [RFC 4193], [RFC 6598]. */
  private static boolean isPrivate(InetAddress address) {
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    boolean shared = bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || (address instanceof Inet6Address
            ? (bytes[0] & 0xfe) == 0xfc
            : shared || address.isSiteLocalAddress());
  }
}
