package io.omniedge.pdm.store;

/** What the store counts; of the thread that has its lock. */
final class Tally {
  long memoryBytes;
  long diskBytes;
  int waiting;
  long restored;
  long appended;
  long writtenBytes;
  long syncs;
  long damaged;

  StoreFigures figures() {
    return new StoreFigures(
        waiting, memoryBytes, diskBytes, restored, appended, writtenBytes, syncs, damaged);
  }
}
