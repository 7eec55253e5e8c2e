package io.omniedge.gateway.agent.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class NameZoneTest {
  private static List<Prefix> addresses(String... texts) {
    List<Prefix> parsed = new ArrayList<>();
    for (String text : texts) {
      parsed.add(Prefix.parse(text));
    }
    return parsed;
  }

  private static NetworkMap map() {
    List<Prefix> many = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      many.add(Prefix.parse("fd00:0:0:0:0:0:1:" + Integer.toHexString(i)));
    }
    for (int i = 0; i < 16; i++) {
      many.add(Prefix.parse("10.9.0." + i));
    }
    return new NetworkMap(
        "t-1",
        "n-1",
        "plants.omniedge",
        "d-1",
        1,
        0,
        Membership.ACTIVE,
        "north",
        addresses("100.64.0.1/32"),
        List.of(),
        new TreeMap<>(
            Map.of(
                "d-2",
                new MapPeer(
                    "south",
                    "A".repeat(42) + "E=",
                    addresses("100.64.0.2/32", "fd00:0:0:0:0:0:0:2/128"),
                    List.of(),
                    List.of()))),
        new TreeMap<>(),
        new TreeMap<>(
            Map.of(
                "plc1.line3",
                addresses("192.168.7.10"),
                "many",
                many,
                "evil.com.",
                addresses("10.6.6.6"))));
  }

  private static NameZone zone() {
    try {
      return NameZone.of(map());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Message ask(String name, int type) throws IOException {
    Message question = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    return new Message(zone().answer(question.toWire(), true));
  }

  private static List<String> answers(Message message) {
    return message.getSection(Section.ANSWER).stream().map(Record::rdataToString).sorted().toList();
  }

  @Test
  void answersMembersSitesAndItself() throws IOException {
    assertEquals(List.of("100.64.0.1"), answers(ask("north.plants.omniedge.", Type.A)));
    assertEquals(List.of("100.64.0.2"), answers(ask("South.Plants.omniedge.", Type.A)));
    assertEquals(List.of("fd00:0:0:0:0:0:0:2"), answers(ask("south.plants.omniedge.", Type.AAAA)));
    Message plc = ask("plc1.line3.plants.omniedge.", Type.A);
    assertEquals(List.of("192.168.7.10"), answers(plc));
    assertTrue(plc.getHeader().getFlag(Flags.AA));
  }

  @Test
  void saysWhatIsNotThere() throws IOException {
    assertEquals(Rcode.NXDOMAIN, ask("nobody.plants.omniedge.", Type.A).getRcode());
    Message noV6 = ask("north.plants.omniedge.", Type.AAAA);
    assertEquals(Rcode.NOERROR, noV6.getRcode());
    assertEquals(Type.SOA, noV6.getSection(Section.AUTHORITY).get(0).getType());
    assertEquals(Rcode.NOERROR, ask("line3.plants.omniedge.", Type.A).getRcode());
  }

  @Test
  void isNobodysResolverForTheRestOfTheWorld() throws IOException {
    assertEquals(Rcode.REFUSED, ask("www.example.com.", Type.A).getRcode());
    assertEquals(Rcode.REFUSED, ask("evil.com.", Type.A).getRcode());
  }

  @Test
  void whatDoesNotFitInUdpIsToldToComeByTcp() throws IOException {
    Message question =
        Message.newQuery(
            Record.newRecord(Name.fromString("many.plants.omniedge."), Type.ANY, DClass.IN));
    byte[] short_ = zone().answer(question.toWire(), false);
    assertTrue(short_.length <= 512, "" + short_.length);
    assertTrue(new Message(short_).getHeader().getFlag(Flags.TC));
    assertEquals(32, answers(new Message(zone().answer(question.toWire(), true))).size());
  }

  @Property
  void anyBytesGetAnAnswerThatIsOneOrNone(@ForAll @Size(max = 300) byte[] bytes)
      throws IOException {
    byte[] answer = zone().answer(bytes, false);
    if (answer.length > 0) {
      assertTrue(new Message(answer).getHeader().getFlag(Flags.QR));
    }
  }

  @Test
  void answersOverUdpAndTcp() throws IOException {
    byte[] question =
        Message.newQuery(
                Record.newRecord(Name.fromString("north.plants.omniedge."), Type.A, DClass.IN))
            .toWire();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (NameServer server = NameServer.listen(loopback, 0, zone());
        DatagramSocket udp = new DatagramSocket();
        Socket tcp = new Socket(loopback, server.port())) {
      udp.setSoTimeout(20_000);
      // What is no question does not end the thread that answers the next.
      udp.send(new DatagramPacket(new byte[1], 1, loopback, server.port()));
      udp.send(new DatagramPacket(question, question.length, loopback, server.port()));
      DatagramPacket answer = new DatagramPacket(new byte[600], 600);
      udp.receive(answer);
      assertEquals(List.of("100.64.0.1"), answers(new Message(answer.getData())));
      tcp.setSoTimeout(20_000);
      for (int i = 0; i < 2; i++) {
        tcp.getOutputStream().write(new byte[] {0, (byte) question.length});
        tcp.getOutputStream().write(question);
        DataInputStream in = new DataInputStream(tcp.getInputStream());
        assertEquals(
            List.of("100.64.0.1"), answers(new Message(in.readNBytes(in.readUnsignedShort()))));
      }
    }
  }
}
