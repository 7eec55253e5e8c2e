package io.omniedge.gateway.kura.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The publisher as a component: wrong properties, a cloud connection that never returns. */
class PublisherComponentTest {
  private static final GatewayTunnel PLANT =
      new GatewayTunnel() {
        @Override
        public TunnelSnapshot snapshot() {
          return new TunnelSnapshot(
              "plant",
              "omni0",
              TunnelState.UP,
              List.of(),
              Optional.empty(),
              0,
              Map.of(),
              List.of());
        }

        @Override
        public void refresh() {}
      };

  private final PublisherComponent component = new PublisherComponent();

  private static CloudPublisher cloud(Runnable publish) {
    return (CloudPublisher)
        Proxy.newProxyInstance(
            PublisherComponentTest.class.getClassLoader(),
            new Class<?>[] {CloudPublisher.class},
            (proxy, method, arguments) -> {
              publish.run();
              return null;
            });
  }

  @Test
  void holdsUpNobodyWhenTheCloudDoesNotReturn() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    component.bindTunnel(PLANT);
    component.bindCloudPublisher(
        cloud(
            () -> {
              entered.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            }));
    component.activate(Map.of("kura.service.pid", "report", "interval", 0));
    entered.await();
    component.unbindTunnel(PLANT);
    component.modified(Map.of("kura.service.pid", "report", "interval", 5));
    component.deactivate();
    assertEquals(true, interrupted.await(10, TimeUnit.SECONDS), "its thread has ended");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "86401", "soon", "", "1e3", "99999999999"})
  void refusesAWrongIntervalWithNameValueAndReason(String interval) {
    StringBuilder said = new StringBuilder();
    Handler listening =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            said.append(new SimpleFormatter().formatMessage(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(PublisherComponent.class.getName());
    log.addHandler(listening);
    try {
      component.modified(Map.of("kura.service.pid", "report", "interval", interval));
    } finally {
      log.removeHandler(listening);
    }
    assertEquals(
        "report: interval \"" + interval + "\": not a number of seconds (0 to 86400)",
        said.toString());
  }
}
