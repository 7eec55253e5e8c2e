package io.omniedge.pdm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk that remembers what was synced. When power comes back, of what was not synced each write
 * and each name is there, or is not, or a part of it is, in any combination. It can be full, wear
 * out, or be read-only. One thread.
 */
final class FaultyDisk implements StoreFiles {
  private static final int BLOCK = 4_096;

  /** From now on nothing works until {@link #powerUp}. */
  static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;

    PowerCut() {
      super("power is off", null, false, false);
    }
  }

  private static final class Change {
    private final int position;
    private final byte[] bytes;
    private final int length;

    /** Bytes there, or the cut to a length if that is not negative. */
    Change(int position, byte[] bytes, int length) {
      this.position = position;
      this.bytes = bytes;
      this.length = length;
    }

    byte[] on(byte[] content, int count) {
      byte[] after = Arrays.copyOf(content, Math.max(content.length, position + count));
      System.arraycopy(bytes, 0, after, position, count);
      return length < 0 ? after : Arrays.copyOf(content, length);
    }
  }

  private static final class Node {
    private byte[] durable = {};
    private byte[] visible = {};
    private final List<Change> unsynced = new ArrayList<>();

    void change(Change change) {
      visible = change.on(visible, change.bytes.length);
      unsynced.add(change);
    }
  }

  private Map<String, Node> durableNames = new HashMap<>();
  private Map<String, Node> names = new HashMap<>();
  private final List<Consumer<Map<String, Node>>> unsyncedNames = new ArrayList<>();
  private final SplittableRandom random;
  private long ticks;
  private long cutAt = Long.MAX_VALUE;
  private boolean isOff;
  private boolean isReadOnly;
  private long capacity = Long.MAX_VALUE;
  private double errorRate;

  FaultyDisk(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Each byte that is written is a tick, and each call. */
  long ticks() {
    return ticks;
  }

  void cutAfter(long more) {
    cutAt = ticks + more;
  }

  void readOnly(boolean now) {
    isReadOnly = now;
  }

  void capacity(long bytes) {
    capacity = bytes;
  }

  /** Of its calls that fail. */
  void errorRate(double rate) {
    errorRate = rate;
  }

  /** A bit of a file is another one from now on. */
  void damage(String name, int position) {
    Node node = names.get(name);
    if (node != null) {
      node.visible[position] ^= 0x10;
      node.durable = node.visible.clone();
      node.unsynced.clear();
    }
  }

  void powerUp() {
    Map<String, Node> survived = new HashMap<>(durableNames);
    for (Consumer<Map<String, Node>> each : unsyncedNames) {
      if (random.nextBoolean()) {
        each.accept(survived);
      }
    }
    unsyncedNames.clear();
    for (Node node : survived.values()) {
      byte[] content = node.durable;
      for (Change each : node.unsynced) {
        int luck = random.nextInt(3);
        int count = luck == 0 ? each.bytes.length : random.nextInt(each.bytes.length + 1);
        content = luck == 2 ? content : each.on(content, count);
      }
      node.unsynced.clear();
      node.durable = content;
      node.visible = content;
    }
    names = survived;
    durableNames = new HashMap<>(survived);
    cutAt = Long.MAX_VALUE;
    isOff = false;
  }

  private void tick() throws IOException {
    if (isOff || ++ticks > cutAt) {
      isOff = true;
      throw new PowerCut();
    }
    if (errorRate > 0 && random.nextDouble() < errorRate) {
      throw new IOException("Input/output error");
    }
  }

  private void change() throws IOException {
    tick();
    if (isReadOnly) {
      throw new IOException("Read-only file system");
    }
  }

  private Node node(String name) throws IOException {
    Node node = names.get(name);
    if (node == null) {
      throw new NoSuchFileException(name);
    }
    return node;
  }

  private long usedBytes() {
    return names.values().stream()
        .mapToLong(node -> (node.visible.length + BLOCK - 1L) / BLOCK * BLOCK)
        .sum();
  }

  @Override
  public List<String> names() throws IOException {
    tick();
    return List.copyOf(names.keySet());
  }

  @Override
  public long size(String name) throws IOException {
    tick();
    return node(name).visible.length;
  }

  @Override
  public void read(String name, long position, ByteBuffer into) throws IOException {
    tick();
    byte[] content = node(name).visible;
    int count = (int) Math.max(0, Math.min(into.remaining(), content.length - position));
    into.put(content, (int) Math.min(position, content.length), count);
  }

  @Override
  public void write(String name, long position, ByteBuffer from) throws IOException {
    change();
    if (!names.containsKey(name) && freeBytes() < BLOCK) {
      throw new IOException("No space left on device");
    }
    Node node = open(name);
    long room = freeBytes() / BLOCK * BLOCK + (BLOCK - node.visible.length % BLOCK) % BLOCK;
    long most = Math.max(0, node.visible.length + room - position);
    int count = (int) Math.min(from.remaining(), Math.min(most, Math.max(0, cutAt - ticks)));
    boolean isCut = count < from.remaining() && count < most;
    boolean isFull = count < from.remaining() && !isCut;
    byte[] bytes = new byte[count];
    from.get(bytes);
    ticks += count;
    node.change(new Change((int) position, bytes, -1));
    if (isCut) {
      isOff = true;
      throw new PowerCut();
    }
    if (isFull) {
      throw new IOException("No space left on device");
    }
  }

  private Node open(String name) {
    Node node = names.get(name);
    if (node == null) {
      Node fresh = new Node();
      node = fresh;
      name(all -> all.put(name, fresh));
    }
    return node;
  }

  private void name(Consumer<Map<String, Node>> change) {
    change.accept(names);
    unsyncedNames.add(change);
  }

  @Override
  public void truncate(String name, long size) throws IOException {
    change();
    open(name).change(new Change(0, new byte[0], (int) size));
  }

  /**
   * After an error what was written still can be read, but is no more to be synced, as in Linux.
   */
  @Override
  public void force(String name) throws IOException {
    Node node = node(name);
    try {
      change();
    } catch (IOException e) {
      node.unsynced.clear();
      throw e;
    }
    // What an earlier sync had lost is not in it.
    byte[] content = node.durable;
    for (Change each : node.unsynced) {
      content = each.on(content, each.bytes.length);
    }
    node.durable = content;
    node.unsynced.clear();
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    Node node = node(from);
    name(
        all -> {
          @Nullable Node unused = all.remove(from);
          all.put(to, node);
        });
  }

  @Override
  public void delete(String name) throws IOException {
    change();
    if (names.containsKey(name)) {
      name(
          all -> {
            @Nullable Node unused = all.remove(name);
          });
    }
  }

  @Override
  public void sync() throws IOException {
    change();
    durableNames = new HashMap<>(names);
    unsyncedNames.clear();
  }

  @Override
  public long freeBytes() throws IOException {
    if (isOff) {
      throw new PowerCut();
    }
    return capacity - usedBytes();
  }

  @Override
  public void close() throws IOException {
    tick();
  }
}
