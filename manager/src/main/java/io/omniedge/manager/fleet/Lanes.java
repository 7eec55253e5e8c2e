package io.omniedge.manager.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Some threads side by side; what belongs to one device stays in order on one of them. Who brings
 * more than they can take waits: so does the broker then.
 */
final class Lanes implements AutoCloseable {
  private static final int COUNT = 8;
  private static final int WAITING = 256;

  private final List<ThreadPoolExecutor> lanes = new ArrayList<>();

  Lanes() {
    for (int i = 0; i < COUNT; i++) {
      lanes.add(
          new ThreadPoolExecutor(
              1,
              1,
              0,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(WAITING),
              Thread.ofPlatform().name("fleet-" + i).factory(),
              (task, lane) -> {
                try {
                  if (lane.isShutdown()) {
                    return; // the manager stops; the broker sends it again
                  }
                  lane.getQueue().put(task);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  throw new RejectedExecutionException(e);
                }
              }));
    }
  }

  void execute(String device, Runnable task) {
    lanes.get(Math.floorMod(device.hashCode(), COUNT)).execute(task);
  }

  @Override
  public void close() {
    lanes.forEach(ThreadPoolExecutor::shutdown);
    for (ThreadPoolExecutor lane : lanes) {
      try {
        if (!lane.awaitTermination(5, TimeUnit.SECONDS)) {
          lane.shutdownNow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        lane.shutdownNow();
      }
    }
  }
}
