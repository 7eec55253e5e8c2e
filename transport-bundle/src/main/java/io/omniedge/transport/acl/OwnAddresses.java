package io.omniedge.transport.acl;

import io.omniedge.tun.IpPrefix;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * From whom an answer comes: the first address of each family. Immutable.
 *
 * @param v4 0 for none
 * @param v6High 0 for none, as {@code v6Low}
 */
record OwnAddresses(int v4, long v6High, long v6Low) {
  static OwnAddresses of(List<IpPrefix> addresses) {
    int v4 = 0;
    long high = 0;
    long low = 0;
    for (IpPrefix prefix : addresses) {
      ByteBuffer bytes = ByteBuffer.wrap(prefix.address().getAddress());
      if (prefix.isIpv4()) {
        v4 = v4 == 0 ? bytes.getInt(0) : v4;
      } else if (high == 0 && low == 0) {
        high = bytes.getLong(0);
        low = bytes.getLong(8);
      }
    }
    return new OwnAddresses(v4, high, low);
  }

  boolean has(boolean family4) {
    return family4 ? v4 != 0 : (v6High | v6Low) != 0;
  }
}
