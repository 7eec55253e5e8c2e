package io.omniedge.cli.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private final Redactor redactor = new Redactor(List.of("own-secret-of-mine", "abc"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PrivateKey = PLANTED",
        "preshared-key: \"PLANTED\"",
        "http.password=PLANTED",
        "{\"apiKey\":\"PLANTED\"",
        "token='PLANTED and more'",
        "Authorization: Bearer PLANTED",
        "authorization: basic PLANTED==",
        "join omniedge://m.example:8443/?key=PLANTED&ca=00",
        "curl 'omniedge://m.example/?key=PLANTED'",
        "postgres://omniedge:PLANTED@db.example/manager",
        "-----BEGIN PRIVATE KEY-----\nPLANTED\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nPLANTED and cut off",
        "INFO it says client_secret=PLANTED&grant=x",
        "{\"password\":\"a\\\"PLANTED\"}",
        "{\\\"password\\\":\\\"PLANTED\\\"}",
        "\"tokens\": [\"a\", \"PLANTED\"]",
        "password=ab}PLANTED",
        "secret={PLANTED}",
        "\"tokens\":{\"password\":\"PLANTED\"}",
        "jwt eyJhbGciOiJFZERTQSJ9.eyJQTEFOVEVEIjoxfQ.PLANTED",
      })
  void takesThePlantedSecretOut(String text) {
    String redacted = redactor.text("before\n" + text + "\nafter 192.0.2.1");
    assertFalse(redacted.contains("PLANTED"), redacted);
    assertTrue(redacted.contains("before"), redacted);
  }

  @Test
  void takesSecretsOutOfDocumentsByTheirNames() throws Exception {
    String document =
        "{\"components\":{\"io.x\":{\"properties\":{\"password\":\"P1\",\"port\":1,"
            + "\"tokens\":[\"P2\"],\"publicKey\":\"kept\",\"note\":\"password=P3\","
            + "\"passwordNeeded\":true}}},\"setupKey\":\"P4\"}";
    assertEquals(
        "{\"components\":{\"io.x\":{\"properties\":{\"note\":\"password=***\","
            + "\"password\":\"***\",\"passwordNeeded\":true,\"port\":1,\"publicKey\":\"kept\","
            + "\"tokens\":\"***\"}}},\"setupKey\":\"***\"}",
        redactor.document(JsonReader.read(document)).toJson());
  }

  @Test
  void documentsInTextsStayDocuments() throws Exception {
    String inner =
        "{\"password\":\"P1 \\\"x\",\"tokens\":[\"P2\"],\"passwordNeeded\":true,\"port\":1}";
    assertEquals(
        "{\"password\":\"***\",\"tokens\":[],\"passwordNeeded\":true,\"port\":1}",
        redactor.text(inner));
    JsonValue text = new JsonString("desired\n" + inner + "\nend");
    String line = ((JsonString) redactor.document(text)).value().lines().toList().get(1);
    assertEquals(JsonReader.read(redactor.text(inner)), JsonReader.read(line));
    JsonValue quoted = JsonReader.read(redactor.text(new JsonString(inner).toJson()));
    assertFalse(quoted.toJson().contains("P1"), quoted.toJson());
    assertEquals(
        "{\"note\":\"{\\\"password\\\":\\\"***\\\"}\"}",
        redactor
            .document(JsonReader.read("{\"note\":\"{\\\"password\\\":\\\"P3\\\"}\"}"))
            .toJson());
  }

  @Test
  void takesOwnSecretsOutWhereverTheyStand() {
    assertEquals("x ***y", redactor.text("x own-secret-of-miney"));
  }

  @Test
  void leavesWordsThatAreOnlyShort() {
    assertEquals("abcdef", redactor.text("abcdef"), "what is short is no secret but a word");
  }

  @Test
  void leavesWhatSupportNeeds() {
    String text =
        """
        INFO tunnel omni0: peer Xk3zJ4m1vQb0bq6m7nJ0zB7hHk9mYb7l3p1Qy8mQh2E= at 192.0.2.1:51820
        [Peer]
        PublicKey = Xk3zJ4m1vQb0bq6m7nJ0zB7hHk9mYb7l3p1Qy8mQh2E=
        """;
    assertEquals(text, redactor.text(text));
  }
}
