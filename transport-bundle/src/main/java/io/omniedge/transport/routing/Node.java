package io.omniedge.transport.routing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One prefix in a path-compressed binary trie. Immutable: a change copies the nodes from the root
 * down to the place and shares all others.
 *
 * <p>Addresses are left-aligned in 128 bits, so an IPv4 address is the upper half of {@code high}.
 */
final class Node<T> {
  final long high;
  final long low;
  final int length;

  /** The owner of the prefix, or null for a mere fork. */
  final @Nullable T owner;

  final @Nullable Node<T> zero;
  final @Nullable Node<T> one;

  private final long maskHigh;
  private final long maskLow;

  Node(
      long high,
      long low,
      int length,
      @Nullable T owner,
      @Nullable Node<T> zero,
      @Nullable Node<T> one) {
    this.maskHigh = maskHigh(length);
    this.maskLow = maskLow(length);
    this.high = high & maskHigh;
    this.low = low & maskLow;
    this.length = length;
    this.owner = owner;
    this.zero = zero;
    this.one = one;
  }

  /** The owner of the longest prefix that holds an address of up to 64 bits, left-aligned. */
  static <T> @Nullable T lookup(@Nullable Node<T> root, long high) {
    T best = null;
    Node<T> node = root;
    while (node != null && ((high ^ node.high) & node.maskHigh) == 0) {
      if (node.owner != null) {
        best = node.owner;
      }
      // Both children are read, so that the choice is a conditional move: as a branch it would be
      // predicted wrongly every other time.
      Node<T> ifZero = node.zero;
      Node<T> ifOne = node.one;
      node = high << node.length < 0 ? ifOne : ifZero;
    }
    return best;
  }

  /** The owner of the longest prefix that holds the address. */
  static <T> @Nullable T lookup(@Nullable Node<T> root, long high, long low) {
    T best = null;
    Node<T> node = root;
    while (node != null && node.contains(high, low)) {
      if (node.owner != null) {
        best = node.owner;
      }
      node = node.child(high, low);
    }
    return best;
  }

  /** The owner of this very prefix. */
  static <T> @Nullable T exact(@Nullable Node<T> root, long high, long low, int length) {
    Node<T> node = root;
    while (node != null && node.length < length && node.contains(high, low)) {
      node = node.child(high, low);
    }
    return node != null && node.length == length && node.contains(high, low) ? node.owner : null;
  }

  /** A trie in which the prefix has this owner; null takes the prefix out. */
  static <T> @Nullable Node<T> with(
      @Nullable Node<T> node, long high, long low, int length, @Nullable T owner) {
    if (node == null) {
      return owner == null ? null : new Node<>(high, low, length, owner, null, null);
    }
    int common = Math.min(Math.min(node.length, length), node.commonBits(high, low));
    if (common < node.length) {
      return owner == null ? node : node.insertAbove(high, low, length, owner, common);
    }
    if (length == node.length) {
      return compact(node, owner, node.zero, node.one);
    }
    return bit(high, low, node.length) == 0
        ? compact(node, node.owner, with(node.zero, high, low, length, owner), node.one)
        : compact(node, node.owner, node.zero, with(node.one, high, low, length, owner));
  }

  /** The trie without any prefix of this owner. */
  static <T> @Nullable Node<T> without(@Nullable Node<T> node, T owner) {
    if (node == null) {
      return null;
    }
    T kept = owner.equals(node.owner) ? null : node.owner;
    return compact(node, kept, without(node.zero, owner), without(node.one, owner));
  }

  /** The new prefix is shorter than this node's, or parts from it after {@code common} bits. */
  private Node<T> insertAbove(long newHigh, long newLow, int newLength, T newOwner, int common) {
    if (common == newLength) {
      return bit(high, low, common) == 0
          ? new Node<>(newHigh, newLow, newLength, newOwner, this, null)
          : new Node<>(newHigh, newLow, newLength, newOwner, null, this);
    }
    Node<T> leaf = new Node<>(newHigh, newLow, newLength, newOwner, null, null);
    return bit(high, low, common) == 0
        ? new Node<>(high, low, common, null, this, leaf)
        : new Node<>(high, low, common, null, leaf, this);
  }

  /** The node with other contents, or what is left of it: a fork with one branch is no fork. */
  private static <T> @Nullable Node<T> compact(
      Node<T> node, @Nullable T owner, @Nullable Node<T> zero, @Nullable Node<T> one) {
    if (owner == null && zero == null) {
      return one;
    }
    if (owner == null && one == null) {
      return zero;
    }
    if (Objects.equals(owner, node.owner) && zero == node.zero && one == node.one) {
      return node;
    }
    return new Node<>(node.high, node.low, node.length, owner, zero, one);
  }

  private boolean contains(long h, long l) {
    return (((h ^ high) & maskHigh) | ((l ^ low) & maskLow)) == 0;
  }

  /** A node of 128 bits has no children, so it does not matter which bit is looked at there. */
  private @Nullable Node<T> child(long h, long l) {
    Node<T> ifZero = zero;
    Node<T> ifOne = one;
    return bit(h, l, length) == 0 ? ifZero : ifOne;
  }

  private int commonBits(long h, long l) {
    return h == high
        ? 64 + Long.numberOfLeadingZeros(l ^ low)
        : Long.numberOfLeadingZeros(h ^ high);
  }

  /** The bit after the first {@code index} bits; index 0 to 127. */
  private static long bit(long h, long l, int index) {
    // A shift takes its distance modulo 64, and ~index is 63 - index modulo 64.
    return ((index < 64 ? h : l) >>> ~index) & 1;
  }

  private static long maskHigh(int length) {
    return length == 0 ? 0 : -1L << Math.max(0, 64 - length);
  }

  private static long maskLow(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }
}
