package io.omniedge.manager.policy;

import io.omniedge.protocol.net.Prefix;

/** A version of IP; a flow is of one. */
enum Family {
  IPV4,
  IPV6;

  static Family of(Prefix prefix) {
    return prefix.isIpv4() ? IPV4 : IPV6;
  }
}
