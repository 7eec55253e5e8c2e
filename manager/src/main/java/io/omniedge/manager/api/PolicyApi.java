package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.policy.Explanation;
import io.omniedge.manager.policy.Inventory;
import io.omniedge.manager.policy.PolicyDiff;
import io.omniedge.manager.policy.PolicyDocument;
import io.omniedge.manager.policy.PolicyFinding;
import io.omniedge.manager.policy.PolicyFindings;
import io.omniedge.manager.policy.PolicyTests;
import io.omniedge.manager.policy.Why;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.Membership;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Who may reach what: the policy of a network, and what it does. */
public final class PolicyApi {
  private final Writes writes;
  private final InstantSource clock;

  /** With what changes take. */
  public PolicyApi(Writes writes, InstantSource clock) {
    this.writes = writes;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    String policy = "/api/v1/networks/{network}/policy";
    return List.of(
        Route.get(policy, Permission.VIEW, this::get),
        Route.put(policy, Permission.MANAGE_POLICY, this::put),
        Route.post(policy + "/check", Permission.VIEW, this::check),
        Route.post(policy + "/diff", Permission.VIEW, this::diff),
        Route.get(policy + "/history", Permission.VIEW, this::history).paged(),
        Route.get("/api/v1/networks/{network}/why", Permission.VIEW, this::why)
            .taking("from", "to", "protocol", "port"));
  }

  private Network network(Call call) {
    return writes.read(handle -> NetworkTable.get(handle, call.tenant(), call.id("network")));
  }

  private Inventory inventory(Network network) {
    return writes
        .maps()
        .inventory(network.id())
        .orElseThrow(() -> Problem.notFound("network", network.id()));
  }

  /** Names by identifiers of those who never come back. */
  private SortedMap<String, String> revoked(Network network) {
    TreeMap<String, String> revoked = new TreeMap<>();
    writes.read(handle -> DeviceTable.ofNetwork(handle, network.id())).stream()
        .filter(device -> device.membership() == Membership.REVOKED)
        .forEach(device -> revoked.put(device.id(), device.name()));
    return revoked;
  }

  /** Without the revoked: a policy changes nothing for them. */
  private Inventory without(SortedMap<String, String> revoked, Network network) {
    Inventory all = inventory(network);
    TreeMap<String, Inventory.Device> devices = new TreeMap<>(all.devices());
    devices.keySet().removeAll(revoked.keySet());
    return new Inventory(devices, all.sites(), all.services());
  }

  private static String text(Call call) throws ProtocolException {
    return call.fields("document").text("document", PolicyDocument.MAX_CHARS);
  }

  private Answer get(Call call) {
    Network network = network(call);
    return Answer.ok(
            JsonObject.builder()
                .put("revision", network.policyRevision())
                .put("document", network.policy())
                .build())
        .withETag(network.policyRevision());
  }

  private Answer put(Call call) throws ProtocolException {
    String text = text(call);
    Network network = network(call);
    OptionalLong expected = call.ifMatch();
    // First: who changes a policy that is no more is not to mend the tests of it.
    checkRevision(expected, network);
    PolicyDocument document = PolicyDocument.parse(text);
    SortedMap<String, String> revoked = revoked(network);
    Inventory inventory = without(revoked, network);
    for (PolicyTests.Outcome outcome : PolicyTests.run(document, inventory, revoked)) {
      if (!outcome.passed()) {
        throw Problem.of(
                422, "policy-test-failed", "A test of the policy failed", outcome.toString())
            .at(outcome.place());
      }
    }
    long revision =
        writes.change(
            transaction -> {
              Network now = NetworkTable.get(transaction.handle(), call.tenant(), network.id());
              checkRevision(expected, now); // again: it may have changed since
              NetworkTable.setPolicy(
                  transaction.handle(), now, text, call.principal().actor(), clock.millis());
              writes.note(
                  transaction,
                  call,
                  "policy.change",
                  network.id(),
                  JsonObject.builder().put("revision", now.policyRevision() + 1).build());
              transaction.afterCommit(() -> writes.maps().networkChanged(network.id()));
              return now.policyRevision() + 1;
            });
    return Answer.ok(
            JsonObject.builder()
                .put("revision", revision)
                .put("warnings", warnings(document, inventory))
                .build())
        .withETag(revision);
  }

  private static void checkRevision(OptionalLong expected, Network network) {
    if (expected.isPresent() && expected.getAsLong() != network.policyRevision()) {
      throw Problem.of(
              412,
              "precondition-failed",
              "It was changed meanwhile",
              "the policy is of revision " + network.policyRevision())
          .at("If-Match");
    }
  }

  private static JsonArray warnings(PolicyDocument document, Inventory inventory) {
    return array(
        PolicyFindings.of(document, inventory),
        (PolicyFinding finding) ->
            JsonObject.builder()
                .put("place", finding.place())
                .put("value", finding.value())
                .put("reason", finding.reason())
                .build());
  }

  private static <T> JsonArray array(List<T> items, Function<T, JsonValue> shown) {
    return new JsonArray(items.stream().map(shown).toList());
  }

  private Answer check(Call call) throws ProtocolException {
    PolicyDocument document = PolicyDocument.parse(text(call));
    Network network = network(call);
    SortedMap<String, String> revoked = revoked(network);
    Inventory inventory = without(revoked, network);
    List<PolicyTests.Outcome> outcomes = PolicyTests.run(document, inventory, revoked);
    return Answer.ok(
        JsonObject.builder()
            .put("passed", outcomes.stream().allMatch(PolicyTests.Outcome::passed))
            .put(
                "tests",
                array(
                    outcomes,
                    outcome ->
                        JsonObject.builder()
                            .put("place", outcome.place())
                            .put("test", outcome.test())
                            .put("passed", outcome.passed())
                            .put("reason", outcome.reason())
                            .build()))
            .put("warnings", warnings(document, inventory))
            .build());
  }

  private Answer diff(Call call) throws ProtocolException {
    String text = text(call);
    Network network = network(call);
    PolicyDiff diff =
        PolicyDiff.between(
            PolicyDocument.parse(network.policy()),
            PolicyDocument.parse(text),
            without(revoked(network), network));
    return Answer.ok(
        JsonObject.builder()
            .put("gained", diff.gained())
            .put("lost", diff.lost())
            .put("complete", diff.complete())
            .build());
  }

  private Answer history(Call call) {
    Page page = Page.backwards(call);
    return page.answer(
        writes.read(
            handle ->
                NetworkTable.policies(
                    handle,
                    NetworkTable.get(handle, call.tenant(), call.id("network")).id(),
                    Page.before(call),
                    page.limit())),
        version -> Long.toString(version.revision()),
        version ->
            JsonObject.builder()
                .put("revision", version.revision())
                .put("document", version.document())
                .put("author", version.author())
                .put("createdAt", version.createdAt() / 1000)
                .build());
  }

  private Answer why(Call call) throws ProtocolException {
    Network network = network(call);
    Explanation explanation =
        Why.explain(
            PolicyDocument.parse(network.policy()),
            inventory(network),
            clock.instant(),
            wanted(call, "from"),
            wanted(call, "to"),
            call.query("protocol").orElse(""),
            call.query("port").isEmpty() ? -1 : (int) call.query("port", 0, 65535, 0));
    return Answer.ok(
        JsonObject.builder()
            .put("flow", explanation.flow())
            .put("allowed", explanation.allowed())
            .put("verdict", explanation.verdict())
            .put("rules", explanation.rules())
            .put("reasons", explanation.reasons())
            .put(
                "parts",
                array(
                    explanation.parts(),
                    part ->
                        JsonObject.builder()
                            .put("traffic", part.traffic())
                            .put("allowed", part.allowed())
                            .put("rules", part.rules())
                            .put("reasons", part.reasons())
                            .build()))
            .build());
  }

  private static String wanted(Call call, String name) {
    return call.query(name).orElseThrow(() -> Problem.invalid(name, "", "it is missing"));
  }
}
