package io.omniedge.gateway.health.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.HealthStatus;
import io.omniedge.gateway.health.Verdict;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;
import org.junit.jupiter.api.Test;

/** Snapshots that a restart could not read. */
class ConfigurationCheckTest {
  /** A service with snapshots 1, 2 and 3, of which these cannot be read. */
  private static Verdict look(Set<Long> all, Set<Long> broken) {
    ConfigurationService service =
        (ConfigurationService)
            Proxy.newProxyInstance(
                ConfigurationCheckTest.class.getClassLoader(),
                new Class<?>[] {ConfigurationService.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getSnapshots" -> all;
                      case "getSnapshot" -> {
                        if (broken.contains(arguments[0])) {
                          throw new KuraException(
                              KuraErrorCode.CONFIGURATION_SNAPSHOT_LOADING, arguments[0], "torn");
                        }
                        yield List.of();
                      }
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new ConfigurationCheck(() -> service).look();
  }

  @Test
  void isWellWhenTheNewestCanBeRead() {
    assertEquals(HealthStatus.OK, look(Set.of(1L, 2L, 3L), Set.of(1L)).status());
    assertEquals(HealthStatus.OK, look(Set.of(), Set.of()).status());
  }

  @Test
  void warnsWhenARestartWouldFallBack() {
    Verdict verdict = look(Set.of(1L, 2L, 3L), Set.of(2L, 3L));
    assertEquals(HealthStatus.WARN, verdict.status());
    assertTrue(verdict.message().endsWith("a restart falls back to snapshot 1"), verdict.message());
  }

  @Test
  void failsWhenNoneCanBeReadOrTheServiceIsAway() {
    assertEquals(HealthStatus.CRITICAL, look(Set.of(1L), Set.of(1L)).status());
    assertEquals(HealthStatus.CRITICAL, new ConfigurationCheck(() -> null).look().status());
  }
}
