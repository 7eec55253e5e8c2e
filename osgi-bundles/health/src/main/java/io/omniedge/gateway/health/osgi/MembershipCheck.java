package io.omniedge.gateway.health.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.health.Check;
import io.omniedge.gateway.health.Verdict;
import java.util.List;
import java.util.function.Supplier;

/** What the agent has to say about the membership of this gateway in its network. */
final class MembershipCheck implements Check {
  private final Supplier<List<SelfChecked>> agents;

  /** Asks for the agent at each look; there is one at most. */
  MembershipCheck(Supplier<List<SelfChecked>> agents) {
    this.agents = agents;
  }

  @Override
  public String name() {
    return "membership";
  }

  @Override
  public Verdict look() {
    List<String> problems =
        agents.get().stream().flatMap(agent -> agent.problems().stream()).toList();
    return problems.isEmpty()
        ? Verdict.ok("nothing is wrong with it")
        : Verdict.warn(String.join("; ", problems));
  }
}
