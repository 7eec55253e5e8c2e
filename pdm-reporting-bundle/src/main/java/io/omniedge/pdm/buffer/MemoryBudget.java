package io.omniedge.pdm.buffer;

/** How much memory all buffers together may take. Any thread. */
final class MemoryBudget {
  private long mostBytes;
  private long usedBytes;

  MemoryBudget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** What is in use stays, even if it is more. */
  synchronized void most(long bytes) {
    mostBytes = bytes;
  }

  /** Whether there was room. */
  synchronized boolean reserve(long bytes) {
    if (bytes > mostBytes - usedBytes) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  synchronized void release(long bytes) {
    usedBytes -= bytes;
  }

  synchronized long usedBytes() {
    return usedBytes;
  }
}
