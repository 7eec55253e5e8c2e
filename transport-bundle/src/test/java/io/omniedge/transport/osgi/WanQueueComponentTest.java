package io.omniedge.transport.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.Offload;
import io.omniedge.tun.linux.TunPlatform;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an operator may enter; nothing here has a bandwidth that would be set up. */
class WanQueueComponentTest {
  private static final TunPlatform PLATFORM =
      new TunPlatform() {
        @Override
        public Libc libc() {
          return LibcLoader.system();
        }

        @Override
        public Set<Offload> disabledOffloads() {
          return Set.of();
        }
      };

  private static List<String> problems(Map<String, Object> properties) throws Exception {
    WanQueueComponent component = new WanQueueComponent(PLATFORM, properties);
    try {
      return component.problems();
    } finally {
      component.deactivate();
    }
  }

  @Test
  void leavesTheMachineAloneByDefault() throws Exception {
    assertEquals(List.of(), problems(Map.of()));
  }

  @Test
  void namesWhatIsWrong() throws Exception {
    List<String> problems =
        problems(Map.of("interfaceName", "wan 0", "bandwidthKbit", "fast", "urgentPercent", "95"));
    assertEquals(3, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("wan 0"), problems.toString());
    assertTrue(problems.get(1).contains("fast"), problems.toString());
    assertTrue(problems.get(2).contains("95"), problems.toString());
    assertTrue(problems(Map.of("bandwidthKbit", 7)).get(0).contains("100 at least"));
  }

  @Test
  void saysThatTheInterfaceIsMissing() throws Exception {
    assertEquals(
        List.of("WAN queue: there is no interface nowhere0"),
        problems(Map.of("interfaceName", "nowhere0", "bandwidthKbit", 10_000)));
  }
}
