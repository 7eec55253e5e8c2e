package io.omniedge.manager.store;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. What waits is committed together: a commit costs a flush of the disk,
 * about 2 ms, whether it has one transaction in it or a hundred. Each is a savepoint, so that one
 * which fails takes no other with it.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Writer.class.getName());

  /** In one commit; more only make the first ones wait. */
  private static final int BATCH = 128;

  /** Waiting; whoever brings more waits until there is room. */
  private static final int QUEUE = 4_096;

  private final Jdbi jdbi;
  private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean closed;

  Writer(Jdbi jdbi) {
    this.jdbi = jdbi;
    thread = Thread.ofPlatform().name("database-writer").start(this::run);
  }

  private static final class Job<T> {
    private final Function<Transaction, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private List<Runnable> afterCommit = List.of();

    Job(Function<Transaction, T> work) {
      this.work = work;
    }

    void run(Handle handle) {
      Transaction transaction = new Transaction(handle);
      handle.savepoint("job");
      try {
        result = work.apply(transaction);
        handle.releaseSavepoint("job");
        afterCommit = transaction.afterCommit();
      } catch (RuntimeException | Error e) {
        failure = e;
        handle.rollbackToSavepoint("job");
      }
    }

    void committed() {
      for (Runnable action : afterCommit) {
        try {
          action.run();
        } catch (RuntimeException e) {
          LOG.log(Logger.Level.ERROR, "after a commit", e);
        }
      }
    }

    void complete(@Nullable Throwable commitFailure) {
      Throwable reason = failure != null ? failure : commitFailure;
      if (reason != null) {
        done.completeExceptionally(reason);
      } else {
        done.complete(result);
      }
    }
  }

  <T> T write(Function<Transaction, T> work) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a transaction inside a transaction");
    }
    Job<T> job = new Job<>(work);
    try {
      if (closed) {
        throw new IllegalStateException("the database is closed");
      }
      queue.put(job);
      return job.done.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting to write", e);
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(CompletionException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e;
  }

  private void run() {
    List<Job<?>> batch = new ArrayList<>(BATCH);
    while (!closed || !queue.isEmpty()) {
      batch.clear();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // by close(): what waits is written still
      }
      queue.drainTo(batch, BATCH - 1);
      commit(batch);
    }
  }

  private void commit(List<Job<?>> batch) {
    Throwable failure = null;
    try {
      jdbi.useTransaction(handle -> batch.forEach(job -> job.run(handle)));
    } catch (RuntimeException | Error e) {
      failure = e; // the disk is full, the server is gone: nothing of the batch is there
      LOG.log(Logger.Level.ERROR, "cannot write to the database", e);
    }
    for (Job<?> job : batch) {
      if (failure == null) {
        job.committed();
      }
      job.complete(failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<Job<?>> late = new ArrayList<>();
    queue.drainTo(late);
    late.forEach(job -> job.complete(new IllegalStateException("the database is closed")));
  }
}
