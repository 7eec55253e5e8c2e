package io.omniedge.transport.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyAgreementTest {
  private static String agree(KeyAgreement agreement, String privateKey, String peer) {
    byte[] shared = new byte[32];
    assertTrue(
        agreement.agree(
            Secret.copyOf(Providers.hex(privateKey)),
            PublicKey.copyOf(Providers.hex(peer)),
            shared));
    return Providers.hex(shared);
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void multipliesAsRfc7748Section52Says(KnownProvider known) {
    KeyAgreement agreement = Providers.load(known).newKeyAgreement();
    assertEquals(
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        agree(
            agreement,
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"));
    assertEquals(
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
        agree(
            agreement,
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"));
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void reachesTheValueOfRfc7748AfterAThousandIterations(KnownProvider known) {
    KeyAgreement agreement = Providers.load(known).newKeyAgreement();
    byte[] k = new byte[32];
    k[0] = 9;
    byte[] u = k.clone();
    byte[] result = new byte[32];
    for (int i = 1; i <= 1000; i++) {
      assertTrue(agreement.agree(Secret.copyOf(k), PublicKey.copyOf(u), result));
      u = k;
      k = result.clone();
      if (i == 1) {
        assertEquals(
            "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", Providers.hex(k));
      }
    }
    assertEquals(
        "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", Providers.hex(k));
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void agreesWithBouncyCastleOnRandomKeys(KnownProvider known) {
    KeyAgreement agreement = Providers.load(known).newKeyAgreement();
    KeyAgreement reference = Providers.load(KnownProvider.BOUNCY_CASTLE).newKeyAgreement();
    Secret alice = agreement.generate();
    Secret bob = agreement.generate();
    assertNotEquals(alice, bob);
    assertEquals(reference.publicKey(alice), agreement.publicKey(alice));
    byte[] one = new byte[32];
    byte[] two = new byte[32];
    assertTrue(agreement.agree(alice, agreement.publicKey(bob), one));
    assertTrue(reference.agree(bob, reference.publicKey(alice), two));
    assertArrayEquals(two, one);
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void generatesClampedKeys(KnownProvider known) {
    byte[] key = Providers.load(known).newKeyAgreement().generate().exposeBytes();
    assertEquals(0, key[0] & 7);
    assertEquals(0x40, key[31] & 0xc0);
  }

  /** The points of order 1, 2, 4 and 8, and their forms above the field's prime. */
  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void refusesEveryPointOfLowOrder(KnownProvider known) {
    KeyAgreement agreement = Providers.load(known).newKeyAgreement();
    Secret key = Secret.copyOf(Providers.sequence(32));
    for (String point :
        new String[] {
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "0000000000000000000000000000000000000000000000000000000000000080",
        }) {
      byte[] shared = new byte[32];
      Arrays.fill(shared, (byte) 1);
      assertFalse(agreement.agree(key, PublicKey.copyOf(Providers.hex(point)), shared), point);
      assertArrayEquals(new byte[32], shared, point);
    }
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void passesTheSelfTest(KnownProvider known) {
    assertNull(SelfTest.keyAgreementFailure(Providers.load(known).newKeyAgreement()));
  }
}
