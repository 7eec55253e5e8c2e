package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.flow.FlowClass;
import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowDecision.Access;
import io.omniedge.gateway.api.flow.FlowDescriptor;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.flow.TrafficClass;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.InstalledPlugin.State;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Network policies and QoS as the judge of flows: every policy has to allow a flow, and the first
 * classifier that answers says how urgent it is. A policy that is installed and cannot answer
 * leaves a flow undecided, so that new ones are refused: a lock that is broken is not an open door.
 */
public final class FlowPlugins implements FlowJudge {
  private static final int MOST_REASON_CHARS = 200;

  private final Plugins plugins;
  private final Predicate<InetAddress> signedIn;
  private final AtomicLong generation = new AtomicLong();
  private volatile boolean validates;

  /**
   * Of these plugins.
   *
   * @param signedIn whether somebody at that address has signed in
   */
  public FlowPlugins(Plugins plugins, Predicate<InetAddress> signedIn) {
    this.plugins = plugins;
    this.signedIn = signedIn;
    changed();
  }

  /** What flows are decided by is another now: they are asked about again. */
  public void changed() {
    validates = plugins.all().values().stream().anyMatch(FlowPlugins::isPolicy);
    generation.incrementAndGet();
  }

  /** Somebody came or went whom policies ask for: flows are asked about again. Any thread. */
  public void askAgain() {
    generation.incrementAndGet();
  }

  private static boolean isPolicy(InstalledPlugin one) {
    return one.manifest().type() == PluginType.NETWORK_POLICY && one.state() != State.DISABLED;
  }

  /** Whether there is anything to ask. */
  public boolean isNeeded() {
    return validates || !plugins.active(PluginType.QOS).isEmpty();
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
    JsonObject question = Dialogue.question().put("flow", document(flow)).build();
    for (InstalledPlugin policy : plugins.all().values()) {
      if (isPolicy(policy)) {
        Optional<FlowDecision> refusal = refusal(policy, question, flow);
        if (refusal.isPresent()) {
          return refusal.get();
        }
      }
    }
    return new FlowDecision(Access.ALLOWED, "", flowClass(question));
  }

  private Optional<FlowDecision> refusal(
      InstalledPlugin policy, JsonObject question, FlowDescriptor flow) {
    String id = policy.manifest().id();
    if (policy.state() != State.ACTIVE) {
      return Optional.of(undecided(id + " does not work"));
    }
    Optional<Verdict> verdict =
        Dialogue.ask(policy, "validate_connection", question, Verdict::read);
    if (verdict.isEmpty()) {
      return Optional.of(undecided(id + " does not answer"));
    }
    return switch (verdict.get().kind()) {
      case ALLOW -> Optional.empty();
      case DENY -> Optional.of(denied(id + ": " + verdict.get().reason()));
      case REQUIRE_AUTH ->
          signedIn.test(flow.source())
              ? Optional.empty()
              : Optional.of(denied(id + ": nobody has signed in at " + address(flow.source())));
    };
  }

  private static FlowDecision undecided(String why) {
    return new FlowDecision(Access.UNDECIDED, why, Optional.empty());
  }

  private static FlowDecision denied(String why) {
    return new FlowDecision(Access.DENIED, why, Optional.empty());
  }

  private Optional<FlowClass> flowClass(JsonObject question) {
    List<InstalledPlugin> classifiers = plugins.active(PluginType.QOS);
    for (InstalledPlugin classifier : classifiers) {
      Optional<FlowClass> found =
          Dialogue.ask(classifier, "classify_packet", question, FlowPlugins::readClass);
      if (found.isPresent()) {
        return found;
      }
    }
    // Where nobody classifies any more, what was classified before is standard again.
    return classifiers.isEmpty() ? Optional.of(FlowClass.STANDARD) : Optional.empty();
  }

  private static FlowClass readClass(Fields answer) throws ProtocolException {
    TrafficClass trafficClass = answer.parsed("class", 40, FlowPlugins::trafficClass);
    return new FlowClass(trafficClass, (int) answer.integer("dscp", 0, 63, 0));
  }

  private static TrafficClass trafficClass(String text) {
    for (TrafficClass one : TrafficClass.values()) {
      if (one.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException("there is no such class");
  }

  static JsonObject document(FlowDescriptor flow) {
    return JsonObject.builder()
        .put("tunnel", flow.tunnel())
        .put("peer", flow.peer())
        .put("direction", flow.outbound() ? "outbound" : "inbound")
        .put("source", address(flow.source()))
        .put("destination", address(flow.destination()))
        .put("protocol", flow.protocol())
        .put("source-port", flow.sourcePort())
        .put("destination-port", flow.destinationPort())
        .put("dscp", flow.dscp())
        .put("length", flow.length())
        .build();
  }

  private static String address(InetAddress address) {
    return address.getHostAddress();
  }

  private enum Kind {
    ALLOW,
    DENY,
    REQUIRE_AUTH;

    private static Kind parse(String text) {
      for (Kind kind : values()) {
        if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("it is allow, deny or require-auth");
    }
  }

  private record Verdict(Kind kind, String reason) {
    private static Verdict read(Fields answer) throws ProtocolException {
      return new Verdict(
          answer.parsed("verdict", 20, Kind::parse),
          answer.optionalText("reason", MOST_REASON_CHARS).orElse("no reason given"));
    }
  }
}
