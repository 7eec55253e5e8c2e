package io.omniedge.itests.lab;

import io.omniedge.gateway.api.flow.FlowClass;
import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowDecision.Access;
import io.omniedge.gateway.api.flow.FlowDescriptor;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.flow.TrafficClass;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A judge that goes by the address of either end: {@code deny}, {@code undecided}, {@code
 * slow:MILLIS}, {@code urgent:DSCP}, {@code standard:DSCP}, {@code background:DSCP}; all else is
 * allowed. New words are a new generation.
 */
final class LabJudge implements FlowJudge {
  private volatile boolean validates;
  private final AtomicLong generation = new AtomicLong();
  private volatile Map<String, String> decisions = Map.of();

  /** {@code validates|beside [ADDRESS=DECISION]…}. */
  void obey(String[] words) {
    Map<String, String> next = new LinkedHashMap<>();
    for (int i = 2; i < words.length; i++) {
      String[] pair = words[i].split("=", 2);
      next.put(pair[0], pair[1]);
    }
    decisions = next;
    validates = words[1].equals("validates");
    generation.incrementAndGet();
  }

  @Override
  public boolean validates() {
    return validates;
  }

  @Override
  public long generation() {
    return generation.get();
  }

  @Override
  public FlowDecision decide(FlowDescriptor flow) {
    Map<String, String> present = decisions;
    String decision =
        present.getOrDefault(
            flow.destination().getHostAddress(),
            present.getOrDefault(flow.source().getHostAddress(), "allow"));
    String[] words = decision.split(":");
    return switch (words[0]) {
      case "deny" -> new FlowDecision(Access.DENIED, "so it was said", Optional.empty());
      case "undecided" -> new FlowDecision(Access.UNDECIDED, "", Optional.empty());
      case "slow" -> {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[1]));
        while (System.nanoTime() < end) {
          Thread.onSpinWait(); // a plugin that runs wild does not rest either
        }
        yield FlowDecision.ALLOWED;
      }
      case "urgent" -> of(TrafficClass.ULTRA_RELIABLE_LOW_LATENCY, words[1]);
      case "standard" -> of(TrafficClass.STANDARD, words[1]);
      case "background" -> of(TrafficClass.BACKGROUND, words[1]);
      case "drop" -> of(TrafficClass.DROP, "0");
      default -> FlowDecision.ALLOWED;
    };
  }

  private static FlowDecision of(TrafficClass trafficClass, String dscp) {
    return new FlowDecision(
        Access.ALLOWED, "", Optional.of(new FlowClass(trafficClass, Integer.parseInt(dscp))));
  }
}
