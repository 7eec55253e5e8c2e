package io.omniedge.gateway.kura;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.PeerSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.request.RequestHandler;
import org.eclipse.kura.cloudconnection.request.RequestHandlerContext;
import org.eclipse.kura.cloudconnection.request.RequestHandlerMessageConstants;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.message.KuraResponsePayload;

/**
 * Answers the requests of the application {@value #APPLICATION}:
 *
 * <pre>
 *   GET  status             of every tunnel: state, interface, public key, port, problems, counters
 *   GET  status/TUNNEL      of one
 *   GET  peers/TUNNEL       of each peer: key, endpoint, networks, handshake, bytes
 *   EXEC ping/ADDRESS       an echo request from this gateway: reachable, after how many milliseconds
 *   EXEC reload/TUNNEL      applies the configuration once more
 * </pre>
 *
 * <p>Answers are metrics, so that every console shows them. No secret is among them. Who may ask is
 * up to the access rules of the broker: Kura tells no name. Any thread.
 */
public final class TunnelRequests implements RequestHandler {
  /** The application in the topic. */
  public static final String APPLICATION = "OMNI-V1";

  private static final int PING_MILLIS = 3000;

  /** An address, not a name: a look-up would let anybody who may ask probe the name server. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** Sends an echo request; an edge, so that tests need no network. */
  @FunctionalInterface
  public interface Echo {
    /** Whether the address answered within this time. */
    boolean answers(InetAddress address, int millis) throws IOException;
  }

  private final Supplier<? extends Collection<? extends GatewayTunnel>> tunnels;
  private final Echo echo;

  /** Asks for the tunnels at each request. */
  public TunnelRequests(
      Supplier<? extends Collection<? extends GatewayTunnel>> tunnels, Echo echo) {
    this.tunnels = tunnels;
    this.echo = echo;
  }

  @Override
  public KuraMessage doGet(RequestHandlerContext context, KuraMessage request)
      throws KuraException {
    List<?> path = path(request);
    if (path.equals(List.of("status"))) {
      KuraPayload answer = ok();
      for (GatewayTunnel tunnel : tunnels.get()) {
        TunnelMetrics.add(tunnel.snapshot(), answer);
      }
      return new KuraMessage(answer);
    }
    if (path.size() == 2 && path.get(0).equals("status")) {
      KuraPayload answer = ok();
      TunnelMetrics.add(tunnel(path.get(1)).snapshot(), answer);
      return new KuraMessage(answer);
    }
    if (path.size() == 2 && path.get(0).equals("peers")) {
      KuraPayload answer = ok();
      for (PeerSnapshot peer : tunnel(path.get(1)).snapshot().peers()) {
        TunnelMetrics.add(peer, answer);
      }
      return new KuraMessage(answer);
    }
    throw unknown(path, "GET status, status/TUNNEL, peers/TUNNEL");
  }

  @Override
  public KuraMessage doExec(RequestHandlerContext context, KuraMessage request)
      throws KuraException {
    List<?> path = path(request);
    if (path.size() == 2 && path.get(0).equals("reload")) {
      tunnel(path.get(1)).refresh();
      return new KuraMessage(ok());
    }
    if (path.size() == 2 && path.get(0).equals("ping")) {
      return new KuraMessage(ping(String.valueOf(path.get(1))));
    }
    throw unknown(path, "EXEC ping/ADDRESS, reload/TUNNEL");
  }

  private KuraPayload ping(String address) throws KuraException {
    if (!ADDRESS.matcher(address).matches()) {
      throw new KuraException(
          KuraErrorCode.BAD_REQUEST, "ping \"" + printable(address) + "\": not an IP address");
    }
    KuraPayload answer = ok();
    long start = System.nanoTime();
    try {
      boolean reachable = echo.answers(InetAddress.getByName(address), PING_MILLIS);
      answer.addMetric("reachable", reachable);
      if (reachable) {
        answer.addMetric("milliseconds", (System.nanoTime() - start) / 1e6);
      }
    } catch (IOException e) {
      throw new KuraException(
          KuraErrorCode.BAD_REQUEST, "ping \"" + printable(address) + "\": " + e.getMessage());
    }
    return answer;
  }

  private GatewayTunnel tunnel(Object id) throws KuraException {
    for (GatewayTunnel tunnel : tunnels.get()) {
      if (tunnel.snapshot().id().equals(id)) {
        return tunnel;
      }
    }
    throw new KuraException(KuraErrorCode.NOT_FOUND, "tunnel " + printable(String.valueOf(id)));
  }

  /** A plain payload would go out without a code, and be counted as a failure. */
  private static KuraPayload ok() {
    return new KuraResponsePayload(KuraResponsePayload.RESPONSE_CODE_OK);
  }

  private static List<?> path(KuraMessage request) throws KuraException {
    Object path = request.getProperties().get(RequestHandlerMessageConstants.ARGS_KEY.value());
    if (path instanceof List<?> list) {
      return list;
    }
    throw new KuraException(KuraErrorCode.BAD_REQUEST, "the request has no resource");
  }

  private static KuraException unknown(List<?> path, String known) {
    return new KuraException(
        KuraErrorCode.NOT_FOUND,
        "resource \"" + printable(String.valueOf(path)) + "\"; there are " + known);
  }

  /** What comes from the network and goes to a log: short, without control characters. */
  private static String printable(String text) {
    String shortened = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return shortened.replaceAll("\\p{Cntrl}", "\ufffd");
  }
}
