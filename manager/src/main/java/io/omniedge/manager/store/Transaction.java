package io.omniedge.manager.store;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** One piece of work on the database: done whole or not at all. Only for the writing thread. */
public final class Transaction {
  private final Handle handle;
  private final List<Runnable> afterCommit = new ArrayList<>();

  Transaction(Handle handle) {
    this.handle = handle;
  }

  /** For statements. */
  public Handle handle() {
    return handle;
  }

  /**
   * Runs this once the work is on disk: in the order of the transactions, on the writing thread, so
   * it must be quick and must not write.
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  List<Runnable> afterCommit() {
    return afterCommit;
  }
}
