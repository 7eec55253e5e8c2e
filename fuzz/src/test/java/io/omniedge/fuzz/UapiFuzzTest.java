package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.transport.tunnel.ControlThread;
import io.omniedge.transport.tunnel.PortBinding;
import io.omniedge.transport.tunnel.WireGuardTarget;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.DeviceState;
import io.omniedge.transport.uapi.PeerState;
import io.omniedge.transport.uapi.UapiSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Requests of any bytes are answered or ignored, whatever they do to a real device: it stays
 * consistent and can always be asked for its state.
 */
class UapiFuzzTest {
  @FuzzTest
  void servesAnyBytes(byte[] requests) throws Exception {
    FuzzDevice device = new FuzzDevice(1);
    WireGuardTarget target = new WireGuardTarget(device.device, new Ports(), new Directly());
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    Set<String> refusals = new HashSet<>();
    new UapiSession(target, true, new ByteArrayInputStream(requests), answers, refusals::add)
        .serve();

    String text = answers.toString(StandardCharsets.US_ASCII);
    assertTrue(text.isEmpty() || text.endsWith("\n\n"));
    DeviceState state = target.state();
    Set<Object> owned = new HashSet<>();
    for (PeerState peer : state.peers()) {
      peer.allowedIps().forEach(prefix -> assertTrue(owned.add(prefix), "two owners"));
    }
    assertEquals(state, target.state());
  }

  private static final class Directly implements ControlThread {
    @Override
    public <T> T call(Task<T> task) throws ApplyException {
      return task.run(FuzzDevice.NOW);
    }
  }

  private static final class Ports implements PortBinding {
    private int port;
    private int mark;

    @Override
    public int port() {
      return port;
    }

    @Override
    public int fwmark() {
      return mark;
    }

    @Override
    public void rebind(int wanted) {
      port = wanted;
    }

    @Override
    public void setFwmark(int wanted) {
      mark = wanted;
    }
  }
}
