package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Netlink answers of any bytes become values. Here for the package-private codec. */
class NetlinkFuzzTest {
  @FuzzTest
  void decodesAnyBytes(byte[] answer) {
    ByteBuffer block = ByteBuffer.allocateDirect(answer.length);
    block.put(0, answer);
    MessageReader messages = new MessageReader(block, answer.length);
    int count = 0;
    while (messages.next()) {
      count++;
      assertTrue(count <= answer.length / Uapi.NLMSG_HEADER_BYTES + 1, "no end");
      assertNotNull(ReplyDecoder.decode(messages));
    }
  }
}
