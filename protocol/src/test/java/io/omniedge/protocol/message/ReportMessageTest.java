package io.omniedge.protocol.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportMessageTest {
  private static final SigningKey KEY = SigningKey.generate();

  private static ReportMessage report(byte[] body) {
    return new ReportMessage(
        "pdm-report",
        "0123456789abcdef",
        7,
        1_790_000_000_000L,
        true,
        "application/json",
        body,
        Optional.of(Jws.signDetached(DocumentType.REPORT, body, KEY)));
  }

  @Property(tries = 300)
  void everyBodyArrivesAsItWasAndIsProvable(@ForAll byte[] body) throws ProtocolException {
    ReportMessage read = ReportMessage.fromBytes(report(body).toBytes());
    assertArrayEquals(body, read.body());
    read.verify(KEY.verifyKey());
    assertEquals("pdm-report 0123456789abcdef/7, " + body.length + " bytes", read.toString());
  }

  @Test
  void theLargestBodiesFitAMessageWhateverIsInThem() throws ProtocolException {
    byte[] quotes = new byte[ReportMessage.MOST_BODY_BYTES];
    Arrays.fill(quotes, (byte) '"');
    byte[] noise = new byte[ReportMessage.MOST_BODY_BYTES];
    new Random(1).nextBytes(noise);
    for (byte[] body : new byte[][] {quotes, noise, new byte[ReportMessage.MOST_BODY_BYTES]}) {
      byte[] message = report(body).toBytes();
      assertTrue(message.length <= ReportMessage.MAX_BYTES, message.length + " bytes");
      assertArrayEquals(body, ReportMessage.fromBytes(message).body());
    }
    assertThrows(
        IllegalArgumentException.class, () -> report(new byte[ReportMessage.MOST_BODY_BYTES + 1]));
  }

  @Test
  void otherBodyOtherKeyAndNoSignatureAreTold() throws ProtocolException {
    byte[] message = report(bytes("{\"level\":\"OK\"}")).toBytes();
    String text = new String(message, StandardCharsets.UTF_8);
    assertRefused("not by key", ReportMessage.fromBytes(bytes(text.replace("OK", "KO"))));
    assertRefused(
        "it is missing",
        ReportMessage.fromBytes(bytes(text.replace("\"signature\"", "\"elsewhere\""))));
    ReportMessage.fromBytes(message).verify(KEY.verifyKey());
    assertThrows(
        ProtocolException.class,
        () -> ReportMessage.fromBytes(message).verify(SigningKey.generate().verifyKey()));
  }

  private static void assertRefused(String reason, ReportMessage report) {
    ProtocolException refusal =
        assertThrows(ProtocolException.class, () -> report.verify(KEY.verifyKey()));
    assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"pdm-report\"|\"PdM\"|kind",
        "\"0123456789abcdef\"|\"0123456789ABCDEF\"|stream",
        ":7|:0|sequence",
        ":7|:7.5|sequence",
        "1790000000000|-1|atMillis",
        "true|\"yes\"|historical",
        "\"application/json\"|\"\"|contentType",
        "\"application/json\"|\"a\\nb\"|contentType",
        "\"text\"|\"nothing\"|text",
        "\"text\":\"{}\"|\"text\":{}|text",
      })
  void wrongMembersAreNamed(String right, String wrong, String place) {
    String text = new String(report(bytes("{}")).toBytes(), StandardCharsets.UTF_8);
    assertTrue(text.contains(right), text);
    ProtocolException refusal =
        assertThrows(
            ProtocolException.class,
            () -> ReportMessage.fromBytes(bytes(text.replace(right, wrong))));
    assertEquals(place, refusal.place());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
