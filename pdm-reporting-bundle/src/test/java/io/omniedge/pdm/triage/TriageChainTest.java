package io.omniedge.pdm.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.buffer.SampleBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TriageChainTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_780_315_200L * SECOND;

  private final SampleBuffers buffers = new SampleBuffers(1 << 20, 60);
  private final Ledger ledger = new Ledger();
  private final List<String> seen = new ArrayList<>();
  private final List<String> routed = new ArrayList<>();
  private final TriageChain chain =
      new TriageChain(
          buffers,
          ledger,
          (source, nanos, value) -> seen.add(source + " " + value),
          (route, priority, source, nanos, value) ->
              routed.add(route + " " + priority + " " + source + " " + value));

  private static TriageRules rules(String text) {
    return TriageRules.read(new FormProperties(Map.of("rules", text)), "rules");
  }

  private static SampleBlock one(String source, long nanos, double value) {
    return new SampleBlock(source, nanos, 0, new double[] {value});
  }

  @Test
  void cleansBuffersWatchesReducesAndRoutes() {
    chain.rules(rules("a P2 cloud deadband=1 max=100\nsecret* P4 redact"));
    chain.take(one("a", NOW, 5), NOW);
    chain.take(one("a", NOW + 1, 5.5), NOW);
    chain.take(one("a", NOW + 1, 9), NOW);
    chain.take(one("a", NOW + 2, Double.NaN), NOW);
    chain.take(one("a", NOW + 3, 101), NOW);
    chain.take(one("a", NOW - 8 * 86_400 * SECOND, 7), NOW);
    chain.take(one("a", NOW + 61 * SECOND, 7), NOW);
    chain.take(one("a", NOW - 1, 7), NOW);
    chain.take(one("secret", NOW, 7), NOW);
    chain.take(one("other", NOW, 7), NOW);
    assertEquals(List.of("a 5.0", "a 5.5", "other 7.0"), seen);
    assertEquals(List.of("CLOUD P2 a 5.0"), routed);
    assertEquals(Optional.of(5.5), buffers.last("a"));
    assertEquals(Optional.empty(), buffers.last("secret"));
    Ledger.Balance balance = ledger.balance();
    assertEquals(10, balance.taken());
    assertEquals(
        Map.of(
            DropReason.UNCHANGED, 1L,
            DropReason.DUPLICATE, 1L,
            DropReason.NOT_A_NUMBER, 1L,
            DropReason.OUT_OF_RANGE, 1L,
            DropReason.CLOCK, 2L,
            DropReason.OUT_OF_ORDER, 1L,
            DropReason.REDACTED, 1L,
            DropReason.DISCARDED, 1L),
        balance.dropped());
    assertEquals(1, balance.waiting(), "what was routed is on its way");
    assertEquals("a 101.0", ledger.examples().get(DropReason.OUT_OF_RANGE));
  }

  @Test
  void newRulesLoseNothingThatWasHeldBack() {
    chain.rules(rules("a P4 local window=60"));
    chain.take(one("a", NOW, 1), NOW);
    chain.take(one("a", NOW + 1, 3), NOW);
    assertEquals(List.of(), routed);
    chain.rules(rules("a P3 cloud"));
    assertEquals(List.of("LOCAL P4 a 2.0"), routed);
    chain.take(one("a", NOW + 2, 7), NOW);
    assertEquals("CLOUD P3 a 7.0", routed.get(1));
  }

  @Test
  void forgetsASilentSourceAndLosesNothing() {
    chain.rules(rules("a P4 local window=60"));
    chain.take(one("a", NOW, 1), NOW);
    buffers.forgetSilent(NOW + 121 * SECOND);
    chain.forgetSilent();
    assertEquals(List.of("LOCAL P4 a 1.0"), routed);
  }

  @Provide
  Arbitrary<List<SampleBlock>> blocks() {
    Arbitrary<String> sources = Arbitraries.of("a", "b", "c", "d", "e", "f", "g");
    Arbitrary<Double> values =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, Arbitraries.doubles().between(-10, 120)),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY)));
    Arbitrary<Long> offsets =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, Arbitraries.longs().between(-100 * SECOND, 50 * SECOND)),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(-9 * 86_400 * SECOND, 3_600 * SECOND)));
    return Combinators.combine(sources, offsets, values.array(double[].class).ofMaxSize(20))
        .as((source, offset, all) -> new SampleBlock(source, NOW + offset, 10, all))
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 300)
  void whatComesInEndsSomewhere(@ForAll("blocks") List<SampleBlock> blocks) {
    Ledger account = new Ledger();
    LongAdder kept = new LongAdder();
    TriageChain all =
        new TriageChain(
            new SampleBuffers(5 * 64 * 16, 20),
            account,
            (source, nanos, value) -> {},
            (route, priority, source, nanos, value) -> kept.increment());
    all.rules(
        rules(
            "a P0 cloud\nb P1 cloud deadband=5\nc P2 cloud door=3\nd P3 cloud every=3\n"
                + "e P4 local window=2 max=100\nf P4 redact"));
    long in = 0;
    for (SampleBlock block : blocks) {
      all.take(block, NOW);
      in += block.size();
    }
    all.flush();
    account.sent(kept.sum());
    Ledger.Balance balance = account.balance();
    assertEquals(in, balance.taken());
    assertEquals(0, balance.waiting(), balance.toString());
    assertTrue(balance.sent() <= in);
  }
}
