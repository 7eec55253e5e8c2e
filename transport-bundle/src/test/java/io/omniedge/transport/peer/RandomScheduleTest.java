package io.omniedge.transport.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.testkit.SimulatedNetwork.Conditions;
import io.omniedge.transport.session.Drop;
import io.omniedge.tun.Endpoint;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random traffic, outages, roaming, reboots of the interface and changes of the network: whatever
 * happens, no packet comes twice or from the wrong peer, and once all is well the tunnel works.
 */
class RandomScheduleTest {
  @Property(tries = 60)
  void neverDeliversTwiceAndRecoversInTheEnd(@ForAll long seed) {
    Random random = new Random(seed);
    TwoMachines machines = new TwoMachines(seed);
    for (int step = 0; step < 60; step++) {
      step(random, machines);
    }
    machines.mend();
    // All packets on their way have arrived, and a lost session is noticed by then.
    machines.run(Duration.ofSeconds(200));
    int fromLeft = machines.leftSends();
    int fromRight = machines.rightSends();
    machines.run(Duration.ofSeconds(20));
    assertTrue(delivered(machines.right).contains(fromLeft));
    assertTrue(delivered(machines.left).contains(fromRight));
    noneTwice(machines.left);
    noneTwice(machines.right);
    assertEquals(0, machines.left.drops(Drop.DATA_FORGED));
    assertEquals(0, machines.right.drops(Drop.DATA_FORGED));
    assertTrue(machines.left.peer(machines.right).handshake().live.size() <= 3);
  }

  @Property(tries = 30)
  void aRecordedDatagramIsDeliveredAtMostOnceWheneverItIsReplayed(@ForAll long seed) {
    Random random = new Random(seed);
    TwoMachines machines = new TwoMachines(seed);
    Endpoint attacker = TwoMachines.endpoint("203.0.113.66", 6);
    for (int step = 0; step < 40; step++) {
      step(random, machines);
      List<TwoMachines.Sent> recorded = List.copyOf(machines.sent);
      for (int i = 0; i < 5 && !recorded.isEmpty(); i++) {
        byte[] replay = recorded.get(random.nextInt(recorded.size())).datagram.clone();
        (random.nextBoolean() ? machines.left : machines.right).receive(attacker, replay);
      }
    }
    noneTwice(machines.left);
    noneTwice(machines.right);
  }

  private static void step(Random random, TwoMachines machines) {
    switch (random.nextInt(12)) {
      case 0 -> machines.cut();
      case 1 -> machines.mend();
      case 2, 3 ->
          machines.network.conditions(
              new Conditions(
                  random.nextDouble() / 2,
                  random.nextDouble() / 2,
                  Duration.ofMillis(1),
                  Duration.ofMillis(1 + random.nextInt(3_000))));
      case 4 -> machines.run(Duration.ofSeconds(random.nextInt(200)));
      case 5 ->
          machines.left.moveTo(TwoMachines.endpoint("192.0.2." + (1 + random.nextInt(5)), 51820));
      case 6 -> {
        machines.right.device.down();
        machines.right.device.up(machines.clock.nanoTime());
      }
      default -> {
        for (int i = random.nextInt(30); i > 0; i--) {
          if (random.nextBoolean()) {
            machines.leftSends();
          } else {
            machines.rightSends();
          }
          machines.run(Duration.ofMillis(random.nextInt(300)));
        }
      }
    }
  }

  private static Set<Integer> delivered(Machine machine) {
    Set<Integer> numbers = new HashSet<>();
    for (byte[] packet : machine.delivered) {
      numbers.add(Packets.number(packet));
    }
    return numbers;
  }

  private static void noneTwice(Machine machine) {
    assertEquals(delivered(machine).size(), machine.delivered.size());
    assertEquals(1, Math.max(1, new HashSet<>(machine.senders).size()));
  }
}
