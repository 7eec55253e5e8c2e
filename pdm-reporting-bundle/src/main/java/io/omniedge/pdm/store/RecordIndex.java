package io.omniedge.pdm.store;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the records of a segment without reading them: arrays, since a week offline has
 * a hundred thousand of them, and the gateway 48 MB of heap. About 30 bytes each. One thread.
 */
final class RecordIndex {
  /** Of a record that is nowhere on the disk. */
  static final int NOWHERE = -1;

  private int count;
  private int[] offset = new int[16];
  private int[] length = new int[16];
  private int[] key = new int[16];
  private int[] bornSeconds = new int[16];
  private int[] samples = new int[16];
  private byte[] account = new byte[16];
  private byte[] @Nullable [] inMemory = new byte[16][];
  private final BitSet waiting = new BitSet();
  private final BitSet inFlight = new BitSet();

  /** Adds one that waits; its place in the order. */
  int add(int recordBytes, int nameKey, int born, int sampleCount, int ledger) {
    if (count == offset.length) {
      int size = count + (count >> 1);
      offset = Arrays.copyOf(offset, size);
      length = Arrays.copyOf(length, size);
      key = Arrays.copyOf(key, size);
      bornSeconds = Arrays.copyOf(bornSeconds, size);
      samples = Arrays.copyOf(samples, size);
      account = Arrays.copyOf(account, size);
      inMemory = Arrays.copyOf(inMemory, size);
    }
    offset[count] = NOWHERE;
    length[count] = recordBytes;
    key[count] = nameKey;
    bornSeconds[count] = born;
    samples[count] = sampleCount;
    account[count] = (byte) ledger;
    waiting.set(count);
    return count++;
  }

  int count() {
    return count;
  }

  int offset(int i) {
    return offset[i];
  }

  void offset(int i, int position) {
    offset[i] = position;
  }

  int length(int i) {
    return length[i];
  }

  int key(int i) {
    return key[i];
  }

  int born(int i) {
    return bornSeconds[i];
  }

  int samples(int i) {
    return samples[i];
  }

  int account(int i) {
    return account[i];
  }

  byte @Nullable [] inMemory(int i) {
    return inMemory[i];
  }

  void inMemory(int i, byte @Nullable [] record) {
    inMemory[i] = record;
  }

  boolean isAlive(int i) {
    return waiting.get(i) || inFlight.get(i);
  }

  boolean isDead() {
    return waiting.isEmpty() && inFlight.isEmpty();
  }

  boolean isWaiting(int i) {
    return waiting.get(i);
  }

  int waiting() {
    return waiting.cardinality();
  }

  int nextWaiting(int from) {
    return waiting.nextSetBit(from);
  }

  /** The next one that waits and was not born before; -1 if there is none. */
  int nextWaitingBornFrom(int seconds) {
    if (count == 0 || bornSeconds[count - 1] < seconds) {
      return -1;
    }
    // Born in the order they stand in.
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bornSeconds[middle] < seconds) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return waiting.nextSetBit(low);
  }

  void sent(int i) {
    waiting.clear(i);
    inFlight.set(i);
  }

  void back(int i) {
    inFlight.clear(i);
    waiting.set(i);
  }

  void end(int i) {
    waiting.clear(i);
    inFlight.clear(i);
  }
}
