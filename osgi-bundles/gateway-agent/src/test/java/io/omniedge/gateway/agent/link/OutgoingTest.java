package io.omniedge.gateway.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.home.Home;
import io.omniedge.protocol.message.Leaf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutgoingTest {
  private final Deque<Runnable> inbox = new ArrayDeque<>();
  private final TreeSet<String> answers = new TreeSet<>();
  private final List<String> states = new ArrayList<>();

  /** A broker that acknowledges when it is told to, and ends when it likes. */
  private final class Broker implements ManagerLink {
    private final List<Runnable> acknowledgements = new ArrayList<>();
    private final int receiveMaximum;
    private boolean takes = true;
    private int most;

    Broker(int receiveMaximum) {
      this.receiveMaximum = receiveMaximum;
    }

    @Override
    public boolean publish(
        Leaf leaf,
        byte[] payload,
        boolean retained,
        Optional<String> correlation,
        Runnable acknowledged) {
      if (!takes) {
        return false;
      }
      String text = new String(payload, StandardCharsets.UTF_8);
      acknowledgements.add(
          () -> {
            if (leaf == Leaf.RESULT) {
              answers.add(correlation.orElseThrow() + "=" + text);
            } else {
              states.add(leaf + "=" + text);
            }
            acknowledged.run();
          });
      most = Math.max(most, acknowledgements.size());
      return true;
    }

    void acknowledge(int count) {
      for (int i = 0; i < count && !acknowledgements.isEmpty(); i++) {
        acknowledgements.remove(0).run();
        drain();
      }
    }

    @Override
    public boolean isResumed() {
      return true;
    }

    @Override
    public int receiveMaximum() {
      return receiveMaximum;
    }

    @Override
    public void close() {}
  }

  private void drain() {
    for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
      task.run();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Links that end at any moment, restarts of the gateway: every answer arrives. */
  @Property(tries = 40)
  void everyAnswerArrivesWhateverHappens(@ForAll long seed) throws IOException {
    answers.clear();
    inbox.clear();
    Random random = new Random(seed);
    Path disk = Files.createTempDirectory("outgoing");
    Outgoing outgoing = new Outgoing(Home.open(disk), inbox::add);
    Broker broker = new Broker(5);
    outgoing.linked(broker);
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          outgoing.answer(bytes("text " + i), "c-" + i);
          expected.add("c-" + i + "=text " + i);
        }
        case 2 -> broker.acknowledge(random.nextInt(4));
        case 3 -> {
          outgoing.unlinked();
          broker = new Broker(1 + random.nextInt(10));
          outgoing.linked(broker);
        }
        case 4 -> {
          inbox.clear();
          outgoing = new Outgoing(Home.open(disk), inbox::add);
          broker = new Broker(3);
          outgoing.linked(broker);
        }
        default -> broker.takes = !broker.takes;
      }
      assertTrue(broker.most <= Math.min(8, broker.receiveMaximum()), "" + broker.most);
    }
    outgoing.unlinked();
    broker = new Broker(10);
    outgoing.linked(broker);
    broker.acknowledge(1_000);
    assertEquals(expected, answers);
    assertEquals(List.of(), Home.open(disk).list("outbox"));
  }

  @Test
  void ofAStateOnlyTheNewestIsSentAndTheSameOnlyOnce(@TempDir Path disk) throws IOException {
    Outgoing outgoing = new Outgoing(Home.open(disk), inbox::add);
    for (int i = 0; i < 5; i++) {
      outgoing.retain(Leaf.STATE, bytes("state " + i));
    }
    Broker broker = new Broker(10);
    outgoing.linked(broker);
    broker.acknowledge(10);
    outgoing.retain(Leaf.STATE, bytes("state 4"));
    broker.acknowledge(10);
    assertEquals(List.of("STATE=state 4"), states);
    outgoing.forget(Leaf.STATE);
    outgoing.retain(Leaf.STATE, bytes("state 4"));
    broker.acknowledge(10);
    assertEquals(2, states.size());
  }

  @Test
  void aStateThatChangesWhileItIsUnderWayIsSentAfterwards(@TempDir Path disk) throws IOException {
    Outgoing outgoing = new Outgoing(Home.open(disk), inbox::add);
    Broker broker = new Broker(10);
    outgoing.linked(broker);
    outgoing.retain(Leaf.STATE, bytes("old"));
    outgoing.retain(Leaf.STATE, bytes("new"));
    broker.acknowledge(10);
    assertEquals(List.of("STATE=old", "STATE=new"), states);
  }

  @Test
  void reportsLeaveRoomForStatesAndGoWhenThereIsSome(@TempDir Path disk) throws IOException {
    Outgoing outgoing = new Outgoing(Home.open(disk), inbox::add);
    outgoing.report(bytes("before there was a link"));
    Broker broker = new Broker(6);
    outgoing.linked(broker);
    for (int i = 0; i < 20; i++) {
      outgoing.report(bytes("r" + i));
    }
    assertEquals(3, broker.acknowledgements.size());
    outgoing.retain(Leaf.STATE, bytes("state"));
    outgoing.answer(bytes("text"), "c-1");
    assertEquals(5, broker.acknowledgements.size());
    broker.acknowledge(5);
    assertTrue(states.contains("STATE=state") && answers.size() == 1, states.toString());
    broker.acknowledge(100);
    assertEquals(21, states.size());
    assertTrue(broker.most <= 6, "" + broker.most);
  }

  @Test
  void aBrokerThatTakesOneAtATimeGetsAllReports(@TempDir Path disk) throws IOException {
    Outgoing outgoing = new Outgoing(Home.open(disk), inbox::add);
    Broker broker = new Broker(1);
    outgoing.linked(broker);
    for (int i = 0; i < 5; i++) {
      outgoing.report(bytes("r" + i));
    }
    broker.acknowledge(100);
    assertEquals(List.of("REPORT=r0", "REPORT=r1", "REPORT=r2", "REPORT=r3", "REPORT=r4"), states);
  }

  @Test
  void theOldestGoWhenTooManyWait(@TempDir Path disk) throws IOException {
    Outgoing outgoing = new Outgoing(Home.open(disk), inbox::add);
    for (int i = 0; i < 120; i++) {
      outgoing.answer(bytes("text"), "c-" + i);
    }
    assertEquals(20, outgoing.dropped());
    assertEquals(100, Home.open(disk).list("outbox").size());
  }
}
