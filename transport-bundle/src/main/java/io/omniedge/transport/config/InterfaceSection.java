package io.omniedge.transport.config;

import io.omniedge.transport.config.ConfigException.Reason;
import io.omniedge.transport.config.ConfigException.Section;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the lines of the {@code [Interface]} section. */
final class InterfaceSection {
  private final int line;
  private @Nullable Secret privateKey;
  private int listenPort;
  private int fwmark;
  private final List<IpPrefix> addresses = new ArrayList<>();
  private final List<InetAddress> dnsServers = new ArrayList<>();
  private final List<String> dnsSearchDomains = new ArrayList<>();
  private int mtu;
  private @Nullable Entry mtuEntry;
  private RouteTable table = RouteTable.AUTO;
  private boolean saveConfig;

  InterfaceSection(int line) {
    this.line = line;
  }

  /** In place of a line. */
  void privateKey(Secret key) {
    privateKey = key;
  }

  void accept(Entry entry) throws ConfigException {
    switch (entry.key()) {
      case PRIVATE_KEY -> privateKey = privateKey(entry);
      case LISTEN_PORT -> listenPort = entry.number(0, 0xffff);
      case FW_MARK -> fwmark = entry.mark();
      case ADDRESS -> addresses(entry);
      case DNS -> dns(entry);
      case MTU -> {
        mtuEntry = entry;
        mtu = entry.number(InterfaceConfig.MIN_MTU, InterfaceConfig.MAX_MTU);
      }
      case TABLE -> table = entry.table();
      case SAVE_CONFIG -> saveConfig = entry.flag();
      default -> throw new IllegalStateException("not a key of [Interface]: " + entry.key());
    }
  }

  private static Secret privateKey(Entry entry) throws ConfigException {
    Secret key = entry.secret();
    if (key.isZero()) {
      throw entry.refuse(Reason.KEY_IS_ZERO, "", "");
    }
    return key;
  }

  private void addresses(Entry entry) throws ConfigException {
    for (String item : entry.items()) {
      addresses.add(entry.prefix(item));
    }
  }

  private void dns(Entry entry) throws ConfigException {
    for (String item : entry.items()) {
      if (HostAndPort.isDomain(item)) {
        dnsSearchDomains.add(item);
        continue;
      }
      try {
        dnsServers.add(IpPrefix.parseAddress(item));
      } catch (IllegalArgumentException e) {
        throw entry.refuse(Reason.INVALID_DNS, item, "");
      }
    }
  }

  InterfaceConfig finish() throws ConfigException {
    if (privateKey == null) {
      throw new ConfigException(
          line, Section.INTERFACE, Key.PRIVATE_KEY.spelling(), Reason.MISSING_KEY, "", "");
    }
    if (mtuEntry != null && !InterfaceConfig.fits(mtu, addresses)) {
      throw mtuEntry.refuse(
          Reason.OUT_OF_RANGE,
          "" + mtu,
          "an IPv6 address needs " + InterfaceConfig.MIN_IPV6_MTU + " at least");
    }
    return new InterfaceConfig(
        privateKey,
        listenPort,
        fwmark,
        addresses,
        dnsServers,
        dnsSearchDomains,
        mtu,
        table,
        saveConfig);
  }
}
