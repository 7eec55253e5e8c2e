package io.omniedge.transport.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportDataTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1420, 0",
    "1, 1420, 16",
    "16, 1420, 16",
    "1407, 1420, 1408",
    "1409, 1420, 1420",
    "1420, 1420, 1420",
    "1421, 1420, 1436",
    "2840, 1420, 2840",
    "100, 0, 112"
  })
  void padsTo16BytesButNotOverTheMtu(int length, int mtu, int padded) {
    assertEquals(padded, TransportData.paddedLength(length, mtu));
  }

  @Test
  void knowsTheFourMessagesByTypeAndLength() {
    assertEquals(MessageType.INITIATION, MessageType.of(0x0100_0000, 148));
    assertEquals(MessageType.RESPONSE, MessageType.of(0x0200_0000, 92));
    assertEquals(MessageType.COOKIE_REPLY, MessageType.of(0x0300_0000, 64));
    assertEquals(MessageType.DATA, MessageType.of(0x0400_0000, 32));
    assertEquals(MessageType.DATA, MessageType.of(0x0400_0000, 65_507));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 148",
    "5, 148",
    "255, 148",
    "1, 147",
    "1, 149",
    "2, 91",
    "3, 65",
    "4, 31",
    "4, 0"
  })
  void knowsNoOtherMessages(int type, int length) {
    assertNull(MessageType.of(type << 24, length));
  }

  @Test
  void reservedBytesMustBeZero() {
    assertNull(MessageType.of(0x0100_0001, 148));
    assertNull(MessageType.of(0x0401_0000, 32));
  }
}
