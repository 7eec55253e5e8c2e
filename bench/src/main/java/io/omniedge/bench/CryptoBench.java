package io.omniedge.bench;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.Candidate;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the choice of the crypto costs at start, and what each provider costs for each packet once
 * warm.
 *
 * <p>Arguments: names of providers, or none for all. Times are nanoseconds of processor time of one
 * operation: the median and the fastest of 40 rounds, for the machine may be busy with other
 * things. Single thread, one key; "keys" changes the key for every packet.
 */
public final class CryptoBench {
  private static final int ROUNDS = 40;
  private static final long ROUND_NANOS = 10_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int OPENED_AT = 4096;

  private final NativeBuffer buffer = LibcLoader.system().allocate(2 * OPENED_AT);
  private final CryptoOptions options;

  private CryptoBench(CryptoOptions options) {
    this.options = options;
  }

  /** Prints a table. */
  public static void main(String[] names) throws CryptoException {
    CryptoOptions options = CryptoOptions.fromSystemProperties();
    long start = System.nanoTime();
    CryptoSuite suite = CryptoSuite.select(options);
    long first = System.nanoTime();
    CryptoSuite.select(options);
    long second = System.nanoTime();
    System.out.printf("Java %s%n%s%n", Runtime.version(), suite.description());
    System.out.printf(
        Locale.ROOT,
        "select: %.1f ms, again: %.1f ms%n",
        (first - start) / 1e6,
        (second - first) / 1e6);
    for (Candidate candidate : suite.report()) {
      System.out.println("  " + candidate);
    }
    System.out.printf("%nnanoseconds, median (fastest)%n");
    CryptoBench bench = new CryptoBench(options);
    for (Candidate candidate : suite.report()) {
      if (names.length == 0 || Arrays.asList(names).contains(candidate.name())) {
        bench.measure(candidate.name());
      }
    }
    bench.measureMac(suite.blake2s());
  }

  private void measure(String name) {
    CryptoSuite suite;
    try {
      suite =
          CryptoSuite.select(
              new CryptoOptions(
                  name, name, null, options.openSslLibrary(), options.boringSslLibrary()));
    } catch (CryptoException e) {
      System.out.println(name + ": not here");
      return;
    }
    Secret key = suite.keyAgreement().generate();
    try (Aead aead = suite.newAead()) {
      for (int length : new int[] {64, 100, 1420}) {
        print(name, "seal " + length, new Sealing(aead, buffer, length, key, key));
        print(name, "open " + length, new Opening(aead, buffer, length, key));
      }
      Secret other = suite.keyAgreement().generate();
      print(name, "seal 64, keys", new Sealing(aead, buffer, 64, key, other));
    }
    KeyAgreement agreement = suite.keyAgreement();
    PublicKey peer = agreement.publicKey(agreement.generate());
    byte[] shared = new byte[KeyAgreement.SHARED_BYTES];
    print(name, "x25519", () -> agreement.agree(key, peer, shared));
  }

  private void measureMac(Blake2s blake2s) {
    byte[] key = new byte[Blake2s.HASH_BYTES];
    byte[] mac = new byte[Blake2s.MAC_BYTES];
    byte[] message = new byte[116];
    buffer.bytes().get(0, message);
    blake2s.mac(mac, key, message, 0, message.length);
    buffer.bytes().put(message.length, mac);
    print(blake2s.name(), "mac1 of 116", () -> blake2s.macFollows(key, buffer, 0, 116));
  }

  private static void print(String name, String what, Operation operation) {
    int times = 1;
    long nanos = 0;
    while (nanos < ROUND_NANOS) { // finds the size of a round, and warms up
      times *= 2;
      nanos = time(operation, times);
    }
    double[] each = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      each[i] = (double) time(operation, times) / times;
    }
    Arrays.sort(each);
    System.out.printf(
        Locale.ROOT, "  %-14s %-14s %8.0f (%.0f)%n", name, what, each[ROUNDS / 2], each[0]);
  }

  private static long time(Operation operation, int times) {
    long good = 0;
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      good += operation.run() ? 1 : 0;
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    if (good != times) {
      throw new IllegalStateException(operation + " failed");
    }
    return nanos;
  }

  /** One operation, true when it worked. */
  private interface Operation {
    boolean run();
  }

  /** Seals with two keys by turns, which may be the same. */
  private static final class Sealing implements Operation {
    private final Aead aead;
    private final NativeBuffer buffer;
    private final int length;
    private final Secret[] keys;
    private long counter;

    Sealing(Aead aead, NativeBuffer buffer, int length, Secret first, Secret second) {
      this.aead = aead;
      this.buffer = buffer;
      this.length = length;
      this.keys = new Secret[] {first, second};
    }

    @Override
    public boolean run() {
      counter++;
      aead.seal(keys[(int) counter & 1], counter, buffer, 0, length, buffer, OPENED_AT);
      return true;
    }
  }

  /**
   * Opens the same packet again and again. Opening works in place, so each time starts with a copy
   * of the sealed bytes; it costs some 20 ns of the result.
   */
  private static final class Opening implements Operation {
    private final Aead aead;
    private final NativeBuffer buffer;
    private final int length;
    private final Secret key;

    Opening(Aead aead, NativeBuffer buffer, int length, Secret key) {
      this.aead = aead;
      this.buffer = buffer;
      this.length = length;
      this.key = key;
      aead.seal(key, 0, buffer, 0, length, buffer, OPENED_AT);
    }

    @Override
    public boolean run() {
      buffer.bytes().put(0, buffer.bytes(), OPENED_AT, length + Aead.TAG_BYTES);
      return aead.open(key, 0, buffer, 0, length + Aead.TAG_BYTES);
    }
  }
}
