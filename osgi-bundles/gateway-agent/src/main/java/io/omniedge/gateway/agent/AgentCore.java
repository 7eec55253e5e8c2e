package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.command.Action;
import io.omniedge.gateway.agent.command.Commands;
import io.omniedge.gateway.agent.configuration.RemoteConfiguration;
import io.omniedge.gateway.agent.enrol.Applicant;
import io.omniedge.gateway.agent.enrol.MemberPackages;
import io.omniedge.gateway.agent.exit.ExitChoice;
import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.gateway.agent.home.Profile;
import io.omniedge.gateway.agent.link.LinkSettings;
import io.omniedge.gateway.agent.link.ManagerLink;
import io.omniedge.gateway.agent.link.Outgoing;
import io.omniedge.gateway.agent.map.MapKeeper;
import io.omniedge.gateway.agent.report.ReportsUnderWay;
import io.omniedge.gateway.agent.time.Deadline;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.message.Command;
import io.omniedge.protocol.message.CommandResult;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.MapRequest;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the agent does, without its thread: whoever drives it calls {@link #tick} when it wants to
 * be called, and runs what comes through the inbox in between. One thread; time is a parameter.
 */
final class AgentCore implements Connection.Owner {
  private static final Logger LOG = System.getLogger(AgentCore.class.getName());

  /** The manager takes a device that was silent for three of them for gone. */
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How soon a change that nobody tells is seen. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A map that does not fit is asked for anew no more often. */
  private static final long REQUEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int MOST_RESULT_CHARS = 900_000;

  private final AgentContext context;
  private final Executor inbox;
  private final Executor background;
  private final Network network;
  private final MembershipCare care;
  private final Connection connection;
  private final Outgoing outgoing;
  private final RemoteConfiguration configuration;
  private final ReportsUnderWay reports;

  /**
   * A wish that came before the connection was whole: what became of the last one is told first,
   * for of reports only the newest is kept.
   */
  private byte @Nullable [] early;

  private final Commands commands;
  private final StateReport report;
  private final Map<String, Action> actions = new HashMap<>();
  private final long generation;
  private final Deadline heartbeat = new Deadline();
  private final Deadline look = new Deadline();
  private final Deadline wholeMap = new Deadline();
  private final Deadline wholeState = new Deadline();
  private @Nullable AgentSettings settings;
  private List<String> mistakes = List.of();
  private String identityProblem = "";
  private boolean isStarted;

  /**
   * Raises the generation, so that it is on disk before anybody is spoken to.
   *
   * @param inbox runs what it is given on this thread, later
   * @param background runs what blocks
   */
  AgentCore(AgentContext context, Executor inbox, Executor background) throws IOException {
    this.context = context;
    this.inbox = inbox;
    this.background = background;
    this.generation = context.home().raiseGeneration();
    this.network =
        new Network(
            context.tunnels(), context.time(), new ExitChoice(context.plugins(), Path.of("/")));
    this.care =
        new MembershipCare(
            context.home(),
            context.time(),
            context.conversation(),
            context.random(),
            inbox,
            background,
            this::applicant);
    this.connection = new Connection(context.opener(), context.random(), inbox, this);
    this.outgoing = new Outgoing(context.home(), inbox);
    this.reports =
        new ReportsUnderWay(message -> inbox.execute(() -> sendReport(message)), System::nanoTime);
    this.configuration = new RemoteConfiguration(context.home(), context.components());
    this.commands = new Commands(context.home());
    this.report = new StateReport(context, generation, network);
    actions.putAll(context.actions());
    actions.put("ping", arguments -> new Ping(report.peers()).run(arguments));
    actions.put("reload", this::reload);
    actions.put(
        "support-bundle", arguments -> report.bundle(configuration.lastReported(), context.log()));
  }

  private Optional<Applicant> applicant() {
    AgentSettings wanted = settings;
    Optional<String> key = network.publicKey();
    if (wanted == null || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Applicant(
            key.get(),
            wanted.name(),
            context.serial(),
            generation,
            network.endpoints(),
            network.offeredRoutes(),
            wanted.ephemeral()));
  }

  /** What is wrong with what the operator entered; it is told with what else is wrong. */
  void mistakes(List<String> found) {
    mistakes = List.copyOf(found);
  }

  /** New settings of the operator; the first ones start everything. */
  void configure(AgentSettings wanted, long nowNanos) {
    AgentSettings before = settings;
    settings = wanted;
    if (before == null) {
      configuration.start(nowNanos);
    }
    if (!wanted.enabled()) {
      connection.close();
      network.leave();
      withoutManager();
      look.clear();
      heartbeat.clear();
      isStarted = false;
      return;
    }
    network.configure(wanted);
    boolean keyChanged =
        before == null
            || !isStarted
            || !before
                .setupKey()
                .map(key -> key.exposeText())
                .equals(wanted.setupKey().map(key -> key.exposeText()))
            || !before.provisioningFile().equals(wanted.provisioningFile());
    boolean switched =
        keyChanged && care.want(wanted.setupKey(), wanted.provisioningFile(), nowNanos);
    if (!isStarted || switched) {
      takeUp(nowNanos);
    } else {
      network.apply();
    }
    isStarted = true;
    look.in(nowNanos, LOOK_NANOS);
    send(nowNanos);
  }

  /** What is in force has changed, or is to begin: first the tunnel, then the manager. */
  private void takeUp(long nowNanos) {
    Optional<Credentials> credentials = care.credentials();
    connection.close();
    if (care.takeNewIdentity()) {
      network.replaceKey();
    }
    if (credentials.isEmpty() || care.profile().isEmpty() || care.isRevoked()) {
      network.leave();
      withoutManager();
      return;
    }
    context.plugins().source(Optional.of(new MemberPackages(credentials.get(), context.time())));
    offerReports(care.profile().get(), credentials.get().answer().tenant());
    network.join(care.profile().get(), credentials.get());
    context.time().atLeast(credentials.get().answer().time());
    open(credentials.get(), nowNanos);
  }

  private void withoutManager() {
    context.plugins().source(Optional.empty());
    context.reports().accept(Optional.empty());
    reports.close();
  }

  private void offerReports(Profile profile, String tenant) {
    Optional<SigningKey> identity = Optional.empty();
    try {
      identity = Optional.of(profile.identity());
      identityProblem = "";
    } catch (IOException e) {
      identityProblem = "no report can be signed: " + e.getMessage();
    }
    context.reports().accept(Optional.of(reports.open(tenant, identity)));
  }

  private void sendReport(byte[] message) {
    if (reports.isUnderWay(message)) {
      outgoing.report(message);
    }
  }

  private void open(Credentials credentials, long nowNanos) {
    connection.open(new LinkSettings(credentials, report.boot(), context.time()), nowNanos);
  }

  private void membershipChanged() {
    takeUp(System.nanoTime());
  }

  /**
   * Does what is due.
   *
   * @return nanoseconds until it wants to be called again
   */
  long tick(long nowNanos) {
    AgentSettings wanted = settings;
    if (wanted == null) {
      return Deadline.NEVER;
    }
    if (!wanted.enabled()) {
      // It may be the manager who switched it off, and cannot switch it on again from there.
      configuration.tick(nowNanos);
      return configuration.left(nowNanos);
    }
    care.tick(nowNanos, this::membershipChanged);
    if (configuration.tick(nowNanos)) {
      connection.renew(nowNanos);
    }
    if (look.isOver(nowNanos)) {
      look.in(nowNanos, LOOK_NANOS);
      network.look();
      if (configuration.hasChanged()) {
        reportConfiguration();
      }
      if (report.hasChanged(problems())) {
        send(nowNanos);
      }
    }
    if (heartbeat.isOver(nowNanos)) {
      send(nowNanos);
    }
    if (wholeMap.isOver(nowNanos)) {
      wholeMap.clear();
      askForMap(0);
    }
    connection.tick(nowNanos);
    reports.tick(nowNanos);
    return List.of(
            care.left(nowNanos),
            configuration.left(nowNanos),
            connection.left(nowNanos),
            look.left(nowNanos),
            heartbeat.left(nowNanos),
            wholeMap.left(nowNanos),
            reports.left(nowNanos))
        .stream()
        .min(Long::compare)
        .orElse(Deadline.NEVER);
  }

  /** Says how we are: in full if it is short, if it was not said for long, or if it is new. */
  private void send(long nowNanos) {
    if (!connection.isConnected()) {
      return;
    }
    if (wholeState.isOver(nowNanos) || report.hasChanged(problems())) {
      byte[] state = report.state(problems());
      outgoing.forget(Leaf.STATE); // said though nothing be new: who is silent is not there
      outgoing.retain(Leaf.STATE, state);
      wholeState.in(nowNanos, TimeUnit.SECONDS.toNanos(DeviceState.pauseSeconds(state.length)));
    } else {
      outgoing.ask(Leaf.HEARTBEAT, report.heartbeat().toBytes(), () -> {});
    }
    long jitter = context.random().nextLong(HEARTBEAT_NANOS / 5);
    heartbeat.in(nowNanos, HEARTBEAT_NANOS * 9 / 10 + jitter);
  }

  private void reportConfiguration() {
    configuration.reported().ifPresent(message -> outgoing.retain(Leaf.REPORTED, message));
  }

  @Override
  public void connected(ManagerLink link) {
    care.certificateAccepted();
    // Our will may stand there. The rest stands as it was: thousands come back at one time.
    outgoing.forget(Leaf.STATE);
    if (!link.isResumed()) {
      // A manager that was restored, say: it would show what its backup knew, for good.
      outgoing.forget(Leaf.REPORTED);
      outgoing.forget(Leaf.FORMS);
    }
    reportConfiguration();
    configuration.forms().ifPresent(message -> outgoing.retain(Leaf.FORMS, message));
    outgoing.linked(link);
    reports.connected();
    askForMap(network.epoch());
    long now = System.nanoTime();
    wholeState.in(now, 0);
    send(now);
    byte[] wish = early;
    early = null;
    if (wish != null) {
      received(Leaf.DESIRED, wish);
    }
  }

  private void askForMap(long epoch) {
    long begun = connection.begunNanos();
    outgoing.ask(Leaf.MAP_REQUEST, new MapRequest(epoch).toBytes(), () -> reached(begun));
  }

  private void reached(long linkBegunNanos) {
    boolean was = configuration.isOnTrial();
    configuration.reached(linkBegunNanos);
    if (was && configuration.hasChanged()) {
      reportConfiguration();
    }
  }

  @Override
  public void disconnected() {
    reports.disconnected();
    outgoing.unlinked();
    outgoing.withdraw(Leaf.MAP_REQUEST);
    outgoing.withdraw(Leaf.HEARTBEAT);
    heartbeat.clear();
    wholeMap.clear();
  }

  @Override
  public void refused() {
    care.certificateRefused();
  }

  @Override
  public void received(Leaf leaf, byte[] payload) {
    Optional<Credentials> credentials = care.credentials();
    if (credentials.isEmpty()) {
      return;
    }
    EnrolmentAnswer member = credentials.get().answer();
    long now = System.nanoTime();
    switch (leaf) {
      case MAP -> received(payload, now);
      case DESIRED -> {
        if (!connection.isConnected()) {
          early = payload;
          return;
        }
        configuration.offer(payload, member.managerKey(), member.device(), now);
        if (configuration.hasChanged()) {
          reportConfiguration();
        }
        if (report.hasChanged(problems())) {
          send(now);
        }
      }
      case COMMAND ->
          commands
              .offer(payload, member.managerKey(), member.device(), context.time().seconds())
              .ifPresentOrElse(this::run, () -> send(now));
      case REPORT_KEPT -> kept(payload);
      default -> LOG.log(Level.DEBUG, "a message on {0}", leaf);
    }
  }

  private void kept(byte[] payload) {
    try {
      reports.kept(ReportKept.fromBytes(payload));
    } catch (ProtocolException e) {
      LOG.log(Level.WARNING, "what the manager says of a report: {0}", e.getMessage());
    }
  }

  private void received(byte[] payload, long nowNanos) {
    MapKeeper.Verdict verdict = network.offer(payload);
    if (verdict == MapKeeper.Verdict.NEEDS_WHOLE && !wholeMap.isSet()) {
      wholeMap.in(nowNanos, network.refusedMaps() == 0 ? 0 : REQUEST_NANOS);
    }
    if (verdict == MapKeeper.Verdict.NEW) {
      Membership membership = network.map().map(NetworkMap::membership).orElse(Membership.PENDING);
      care.is(membership);
      if (membership == Membership.REVOKED) {
        takeUp(nowNanos);
        return;
      }
    }
    if (verdict != MapKeeper.Verdict.CURRENT) {
      send(nowNanos);
    }
  }

  private void run(Command command) {
    Action action = actions.get(command.name());
    if (action == null) {
      answer(command, false, "this gateway knows no command " + command.name());
      return;
    }
    LOG.log(Level.INFO, "the manager has {0} done", command.name());
    background.execute(
        () -> {
          boolean ok = false;
          String text;
          try {
            text = action.run(Fields.of(command.arguments()));
            ok = true;
          } catch (Action.ActionException | ProtocolException e) {
            text = String.valueOf(e.getMessage());
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "command " + command.name() + " failed", e);
            text = "internal error: " + e;
          }
          boolean done = ok;
          String said = text;
          inbox.execute(() -> answer(command, done, said));
        });
  }

  private void answer(Command command, boolean ok, String text) {
    String fitting =
        text.length() > MOST_RESULT_CHARS ? text.substring(0, MOST_RESULT_CHARS) : text;
    try {
      outgoing.answer(new CommandResult(command.id(), ok, fitting).toBytes(), command.id());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the answer to a command cannot be kept: {0}", e.getMessage());
    }
  }

  private String reload(Fields arguments) {
    inbox.execute(
        () -> {
          network.refresh();
          askForMap(0);
          outgoing.forget(Leaf.FORMS);
          outgoing.forget(Leaf.REPORTED);
          configuration.forms().ifPresent(message -> outgoing.retain(Leaf.FORMS, message));
          reportConfiguration();
          send(System.nanoTime());
        });
    return "host names, map and forms are read anew";
  }

  /** What is wrong, one sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(mistakes);
    problems.addAll(network.problems());
    for (String one :
        List.of(
            care.problem(),
            identityProblem,
            connection.problem(),
            configuration.problem(),
            commands.problem())) {
      if (!one.isEmpty()) {
        problems.add(one);
      }
    }
    if (care.isRevoked()) {
      problems.add("the manager took this gateway out of its network; it needs a new setup key");
    }
    if (network.map().map(NetworkMap::membership).orElse(null) == Membership.QUARANTINED) {
      problems.add(
          "the manager keeps this gateway in quarantine: somebody has to look whether there are two"
              + " of it, and to approve it or give it a new setup key");
    }
    if (outgoing.dropped() > 0) {
      problems.add(outgoing.dropped() + " answers to commands were lost: too many waited");
    }
    return problems;
  }

  /** The map in force. */
  Optional<NetworkMap> map() {
    return network.map();
  }

  AgentStatus status() {
    AgentSettings wanted = settings;
    if (wanted == null || !wanted.enabled()) {
      return AgentStatus.NONE;
    }
    Optional<Credentials> credentials = care.credentials();
    AgentStatus.Phase phase;
    if (care.isRevoked() && !care.isEnrolling()) {
      phase = AgentStatus.Phase.REVOKED;
    } else if (credentials.isPresent() && !care.isRevoked()) {
      phase = AgentStatus.Phase.MEMBER;
    } else {
      phase = care.isEnrolling() ? AgentStatus.Phase.ENROLLING : AgentStatus.Phase.NOT_ENROLLED;
    }
    Optional<EnrolmentAnswer> answer = credentials.map(Credentials::answer);
    return new AgentStatus(
        phase,
        answer.map(EnrolmentAnswer::device),
        answer.map(EnrolmentAnswer::network),
        credentials.map(held -> held.managerHost() + ":" + held.managerPort()),
        // The map is signed and newer than what an enrolment said.
        network.map().map(NetworkMap::membership).or(() -> answer.map(EnrolmentAnswer::membership)),
        connection.isConnected(),
        network.epoch(),
        network.map().map(map -> map.peers().size()).orElse(0),
        network.exitNode(),
        problems());
  }

  /** Ends everything; the membership stays. */
  void close() {
    connection.close();
    network.leave();
    withoutManager();
  }
}
