package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.IpPrefix;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any bytes give values: never an exception, never a walk without end. */
class DecoderFuzzTest {
  /** One well-formed message of each kind we read, to be damaged. */
  private static final List<byte[]> GENUINE =
      List.of(
          Requests.setMtu(7, 1420).attribute(Uapi.IFLA_IFNAME, "omni0").finish(1),
          Requests.putAddress(LinkAddress.of(7, IpPrefix.parse("10.1.0.1/24"))).finish(1),
          Requests.putAddress(LinkAddress.of(7, IpPrefix.parse("fd00::1/64"))).finish(1),
          Requests.addRoute(
                  Route.to(IpPrefix.parse("10.2.0.0/16"), 7)
                      .via(IpPrefix.parseAddress("fe80::1"))
                      .from(IpPrefix.parseAddress("10.1.0.1")),
                  0)
              .finish(1),
          Requests.addRule(
                  Rule.lookup(AddressFamily.IPV6, 100, 7)
                      .between(IpPrefix.parse("fd00:1::/48"), IpPrefix.parse("fd00:2::/48")))
              .finish(1),
          Bytes.of(
              "30000000 0200 0003 01000000 02000000",
              "eaffffff 34000000 1800 0506 01000000 00000000",
              "0900 0100 6261642100 000000"));

  private static int walk(byte[] bytes, int length) {
    MessageReader reader = new MessageReader(ByteBuffer.wrap(bytes), length);
    int messages = 0;
    while (reader.next()) {
      assertNotNull(ReplyDecoder.decode(reader));
      messages++;
    }
    return messages;
  }

  @Property
  void anyBytesGiveValues(@ForAll @Size(max = 300) byte[] bytes) {
    assertTrue(walk(bytes, bytes.length) <= bytes.length / Uapi.NLMSG_HEADER_BYTES);
  }

  @Property
  void anyBodyOfEveryKnownTypeGivesValues(
      @ForAll @IntRange(max = 40) int type,
      @ForAll @IntRange(max = 0x7ff) int flags,
      @ForAll @Size(max = 120) byte[] body) {
    MessageWriter writer = new MessageWriter(type, flags);
    for (byte b : body) {
      writer.u8(b);
    }
    byte[] message = writer.finish(1);
    assertEquals(1, walk(message, message.length));
  }

  @Property(tries = 5000)
  void damagedMessagesGiveValues(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int hits) {
    Random random = new Random(seed);
    byte[] message = GENUINE.get(random.nextInt(GENUINE.size())).clone();
    for (int i = 0; i < hits; i++) {
      message[random.nextInt(message.length)] = (byte) random.nextInt();
    }
    // Cut off as well, now and then.
    int length = random.nextBoolean() ? message.length : random.nextInt(message.length + 1);
    assertTrue(walk(message, length) <= message.length / Uapi.NLMSG_HEADER_BYTES);
  }
}
