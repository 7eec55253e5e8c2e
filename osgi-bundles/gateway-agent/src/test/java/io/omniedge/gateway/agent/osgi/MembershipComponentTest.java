package io.omniedge.gateway.agent.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

class MembershipComponentTest {
  private static final Set<String> OURS = Set.of(MembershipComponent.PID);

  @TempDir private Path disk;
  private MembershipComponent component;

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** A framework with nothing in it but this bundle. */
  private static BundleContext framework(Path data) {
    Properties headers = new Properties();
    Bundle bundle =
        proxy(
            Bundle.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getVersion" -> Version.emptyVersion;
                  case "getHeaders" -> headers;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
    return proxy(
        BundleContext.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getProperty" -> data.toString();
              case "getBundle" -> bundle;
              case "getServiceReferences" -> List.of();
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  @BeforeEach
  void start() throws IOException {
    component =
        new MembershipComponent(
            framework(disk),
            new FakeService(),
            (id, settings) -> {
              throw new MeshException("there are no tunnels here");
            });
    component.modified(Map.of("enabled", false));
  }

  @AfterEach
  void stop() {
    component.deactivate();
  }

  @Test
  void aMistakeInItsFormIsAComplaintAboutIt() {
    assertEquals(List.of(), component.complaints(OURS));
    component.modified(
        Map.of(
            "enabled", false,
            "offeredRoutes", "banana",
            "interfaceName", "bad name",
            "setupKey", "garbage"));
    List<PropertyError> complaints = component.complaints(OURS);
    assertEquals(3, complaints.size(), complaints.toString());
    for (String word : List.of("banana", "bad name", "setupKey: ")) {
      assertTrue(
          complaints.stream()
              .anyMatch(
                  one -> one.pid().equals(MembershipComponent.PID) && one.reason().contains(word)),
          complaints.toString());
    }
    assertEquals(List.of(), component.complaints(Set.of("pump")), "it was not changed");
    component.modified(Map.of("enabled", false));
    assertEquals(List.of(), component.complaints(OURS));
  }
}
