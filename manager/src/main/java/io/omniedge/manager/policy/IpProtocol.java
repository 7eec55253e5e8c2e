package io.omniedge.manager.policy;

import java.util.regex.Pattern;

/**
 * A protocol above IP, as people name it. Only ICMP has two numbers: 1 with IPv4, 58 with IPv6 [RFC
 * 4443], and nobody means one of them alone.
 *
 * @param text its name, or its number
 * @param ipv4 its number in IPv4 packets, 0 for any
 * @param ipv6 its number in IPv6 packets, 0 for any
 */
record IpProtocol(String text, int ipv4, int ipv6) {
  static final IpProtocol ANY = new IpProtocol("any", 0, 0);
  static final IpProtocol ICMP = new IpProtocol("icmp", 1, 58);
  static final IpProtocol TCP = new IpProtocol("tcp", 6, 6);
  static final IpProtocol UDP = new IpProtocol("udp", 17, 17);
  static final IpProtocol SCTP = new IpProtocol("sctp", 132, 132);

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");
  private static final int MAX = 255;

  /** A name or a number; the numbers of named protocols with ports become these names. */
  static IpProtocol parse(String text) {
    return switch (text) {
      case "any" -> ANY;
      case "icmp" -> ICMP;
      case "tcp" -> TCP;
      case "udp" -> UDP;
      case "sctp" -> SCTP;
      default -> ofNumber(text);
    };
  }

  private static IpProtocol ofNumber(String text) {
    int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (number < 1 || number > MAX) {
      throw new IllegalArgumentException("it must be any, tcp, udp, icmp, sctp or 1 to 255");
    }
    return switch (number) {
      case 6 -> TCP;
      case 17 -> UDP;
      case 132 -> SCTP;
      default -> new IpProtocol(text, number, number);
    };
  }

  /** The name of a number that stands in a packet of that family. */
  static String name(int number, Family family) {
    if (number == ICMP.number(family)) {
      return ICMP.text;
    }
    IpProtocol named = ofNumber("" + number);
    return named.text.equals("" + number) ? "protocol " + number : named.text;
  }

  /** Whether flows of it have ports. */
  boolean hasPorts() {
    return hasPorts(ipv4);
  }

  static boolean hasPorts(int number) {
    return number == TCP.ipv4 || number == UDP.ipv4 || number == SCTP.ipv4;
  }

  int number(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }

  /** Whether one number says it for both families. */
  boolean isOneNumber() {
    return ipv4 == ipv6;
  }
}
