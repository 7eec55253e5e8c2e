package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Output;
import java.util.concurrent.Callable;

/** A command that does something. */
abstract class Task implements Callable<Integer> {
  private final Context context;

  Task(Context context) {
    this.context = context;
  }

  /** Does it, and prints. */
  abstract void run() throws Failure;

  @Override
  public final Integer call() throws Failure {
    run();
    return 0;
  }

  final Context context() {
    return context;
  }

  final Output output() {
    return context.output();
  }

  final Manager manager() throws Failure {
    return context.manager();
  }
}
