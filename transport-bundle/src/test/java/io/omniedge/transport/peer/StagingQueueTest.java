package io.omniedge.transport.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StagingQueueTest {
  private final StagingQueue queue = new StagingQueue();

  @Test
  void givesPacketsInTheOrderTheyCame() {
    queue.add(new byte[1]);
    queue.add(new byte[2]);
    assertEquals(1, length(queue.poll()));
    assertEquals(2, length(queue.poll()));
    assertNull(queue.poll());
    assertTrue(queue.isEmpty());
  }

  @Test
  void holdsNoMoreThan512KiB() {
    int dropped = 0;
    for (int i = 0; i < 20; i++) {
      dropped += queue.add(new byte[60_000]);
    }
    assertEquals(12, dropped);
    assertEquals(8, queue.clear());
  }

  @Test
  void keepalivesAreNotCountedWhenTheQueueIsCleared() {
    queue.add(new byte[0]);
    queue.add(new byte[9]);
    assertEquals(1, queue.clear());
    assertTrue(queue.isEmpty());
  }

  private static int length(byte @Nullable [] packet) {
    assertNotNull(packet);
    return packet.length;
  }
}
