package io.omniedge.cli.wireguard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ClientConfigurationTest {
  private static final String KEY = "Xk3zJ4m1vQb0bq6m7nJ0zB7hHk9mYb7l3p1Qy8mQh2E=";

  @RepeatedTest(20)
  void thePublicKeyBelongsToThePrivateOne() {
    WireGuardKey key = WireGuardKey.generate();
    byte[] secret = Base64.getDecoder().decode(key.exposePrivate());
    byte[] expected = new byte[32];
    X25519.scalarMultBase(secret, 0, expected, 0);
    assertEquals(Base64.getEncoder().encodeToString(expected), key.publicKey());
    assertEquals(0, secret[0] & 7, "clamped as wg genkey does");
    assertEquals(64, secret[31] & 0xC0);
    assertFalse(key.toString().contains(key.exposePrivate()));
  }

  @Test
  void isWhatWgQuickReads() throws ProtocolException {
    WireGuardKey key = WireGuardKey.generate();
    assertEquals(
        "# anna-phone\n[Interface]\nPrivateKey = "
            + key.exposePrivate()
            + "\nAddress = 100.64.0.9/32, fd00:1::9/128\n\n[Peer]\nPublicKey = "
            + KEY
            + "\nEndpoint = gw.example:51820\nAllowedIPs = 100.64.0.0/16, 192.168.10.0/24\n"
            + "PersistentKeepalive = 25\n",
        ClientConfiguration.read(answer("gw.example:51820")).exposeText(key));
  }

  @Test
  void nothingInTheAnswerAddsALine() {
    for (String endpoint :
        new String[] {"gw:1\\nPostUp = rm -rf /", "gw.example", "", "gw:1 x", "a\\u0000:1"}) {
      ProtocolException wrong =
          assertThrows(
              ProtocolException.class, () -> ClientConfiguration.read(answer(endpoint)), endpoint);
      assertTrue(wrong.place().equals("peer.endpoint"), wrong.getMessage());
    }
  }

  private static JsonObject answer(String endpoint) throws ProtocolException {
    return (JsonObject)
        JsonReader.read(
            "{\"name\":\"anna-phone\",\"addresses\":[\"100.64.0.9/32\",\"fd00:1::9/128\"],"
                + "\"peer\":{\"publicKey\":\""
                + KEY
                + "\",\"endpoint\":\""
                + endpoint
                + "\",\"allowedIps\":[\"100.64.0.0/16\",\"192.168.10.0/24\"]}}");
  }
}
