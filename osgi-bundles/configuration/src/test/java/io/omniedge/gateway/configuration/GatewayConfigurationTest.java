package io.omniedge.gateway.configuration;

import static io.omniedge.gateway.configuration.TestGateway.PUMP;
import static io.omniedge.gateway.configuration.TestGateway.PUMPS;
import static io.omniedge.gateway.configuration.TestGateway.VALVE;
import static io.omniedge.gateway.configuration.TestGateway.VALVES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;

@SuppressWarnings("JdkObsolete") // OSGi asks for a Dictionary
class GatewayConfigurationTest {
  @TempDir Path disk;
  private TestGateway gateway;

  @BeforeEach
  void start() throws IOException, KuraException {
    gateway = TestGateway.started(disk);
  }

  @Test
  void aSingletonGetsItsDefaultsForAnyBundleWhenItsBundleBecomesActive() throws Exception {
    Map<String, Object> properties = gateway.properties(PUMP);
    assertEquals(502, properties.get("port"));
    assertEquals("auto", properties.get("mode"));
    assertEquals("hello, pump", properties.get("greeting"));
    assertArrayEquals(new Double[] {1.5, 2.5}, (Object[]) properties.get("limits"));
    assertFalse(properties.containsKey("host"), "no default, no value");
    assertEquals(PUMP, properties.get("kura.service.pid"));
    assertEquals(PUMP, properties.get("service.pid"));
    assertEquals("?", gateway.admin.getConfiguration(PUMP).getBundleLocation());
  }

  @Test
  void defaultsFillOnlyWhatIsMissing() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1502));
    gateway.service.bundleGone(PUMPS);
    gateway.startBundles();
    assertEquals(1502, gateway.property(PUMP, "port"));
  }

  @Test
  void takesOverWhatAFileConfiguredBefore(@TempDir Path other) throws Exception {
    TestGateway fresh = TestGateway.bare(other);
    fresh.admin.getConfiguration(PUMP).update(new Hashtable<>(Map.of("port", 7)));
    fresh.startBundles();
    assertEquals(7, fresh.property(PUMP, "port"));
    assertEquals("auto", fresh.property(PUMP, "mode"));
  }

  @Test
  void keepsWhatAFileBringsWhileAChangeIsUnderWay() throws Exception {
    gateway.whileASnapshotIsWritten(
        () ->
            assertDoesNotThrow(
                () ->
                    gateway
                        .admin
                        .createFactoryConfiguration(VALVE)
                        .update(new Hashtable<>(Map.of("kura.service.pid", "from-a-file")))));
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1502));
    assertEquals(1502, gateway.property(PUMP, "port"));
    assertEquals(Set.of(PUMP, "from-a-file"), gateway.running().keySet());
  }

  @Test
  void leavesConfigurationsOfOthersAlone() throws Exception {
    gateway.admin.getConfiguration("org.other").update(new Hashtable<>(Map.of("a", "b")));
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1502));
    gateway.service.rollback(gateway.snapshots.ids().last());
    assertNotNull(gateway.admin.configurations.get("org.other"));
    assertNull(gateway.service.getComponentConfiguration("org.other"));
  }

  @Test
  void factoriesAreListedUntilTheirBundleIsGone() {
    assertEquals(Set.of(VALVE), gateway.service.getFactoryComponentPids());
    gateway.service.bundleGone(VALVES);
    assertEquals(Set.of(), gateway.service.getFactoryComponentPids());
  }

  @Test
  void anInstanceHasTheNameItsCreatorChose() throws Exception {
    create("north", Map.of("address", 4L));
    Map<String, Object> properties = gateway.properties("north");
    assertEquals("north", properties.get("kura.service.pid"));
    assertEquals(VALVE, properties.get("service.factoryPid"));
    assertEquals(VALVE + "-1", properties.get("service.pid"));
    assertEquals("valve", properties.get("name"));
    gateway.service.deleteFactoryConfiguration("north", true);
    assertNull(gateway.service.getComponentConfiguration("north"));
    assertEquals(Set.of(PUMP), gateway.running().keySet());
  }

  @Test
  void anInstanceMayBeCreatedEmptyAndFilledInThen() throws Exception {
    gateway.service.createFactoryConfiguration(VALVE, "north", null, true);
    refused(
        KuraErrorCode.CONFIGURATION_REQUIRED_ATTRIBUTE_MISSING,
        () -> gateway.service.updateConfiguration("north", Map.of("name", "n")));
    gateway.service.updateConfiguration("north", Map.of("address", 4L));
  }

  @Test
  void refusesInstancesThatCannotBe() throws Exception {
    create("north", Map.of());
    refused(KuraErrorCode.INVALID_PARAMETER, () -> create("north", Map.of()));
    refused(KuraErrorCode.INVALID_PARAMETER, () -> create(PUMP, Map.of()));
    refused(KuraErrorCode.INVALID_PARAMETER, () -> create("", Map.of()));
    refused(
        KuraErrorCode.NOT_FOUND,
        () -> gateway.service.createFactoryConfiguration(PUMP, "x", Map.of(), true));
    refused(
        KuraErrorCode.CONFIGURATION_ATTRIBUTE_INVALID, () -> create("south", Map.of("name", 1)));
    refused(
        KuraErrorCode.INVALID_PARAMETER,
        () -> gateway.service.deleteFactoryConfiguration(PUMP, true));
    refused(KuraErrorCode.NOT_FOUND, () -> gateway.service.deleteFactoryConfiguration("x", true));
  }

  @Test
  void anUpdateIsMergedWithWhatIsThere() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("host", "10.0.0.1"));
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1502, "own", new int[] {1, 2}));
    assertEquals("10.0.0.1", gateway.property(PUMP, "host"));
    assertEquals(1502, gateway.property(PUMP, "port"));
    assertArrayEquals(new Integer[] {1, 2}, (Object[]) gateway.property(PUMP, "own"));
  }

  @Test
  void whatCameFromHereMayBeSentBack() throws Exception {
    Map<String, Object> all = gateway.properties(PUMP);
    all.put("port", 1502);
    gateway.service.updateConfiguration(PUMP, all);
    assertEquals(all.keySet(), gateway.properties(PUMP).keySet());
    assertEquals(1502, gateway.property(PUMP, "port"));
  }

  @Test
  void nullTakesAPropertyAwayAndBringsItsDefaultBack() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("host", "10.0.0.1", "port", 1502));
    Map<String, @Nullable Object> nothing = new HashMap<>();
    nothing.put("host", null);
    nothing.put("port", null);
    gateway.service.updateConfiguration(PUMP, nothing);
    assertNull(gateway.property(PUMP, "host"));
    assertEquals(502, gateway.property(PUMP, "port"));
  }

  @Test
  void aWrongValueChangesNothingOfTheWholeUpdate() throws Exception {
    create("north", Map.of("address", 4L));
    var before = gateway.running();
    Set<Long> snapshots = gateway.service.getSnapshots();
    KuraException refused =
        refused(
            KuraErrorCode.CONFIGURATION_ATTRIBUTE_INVALID,
            () ->
                gateway.service.updateConfigurations(
                    List.of(
                        new ComponentView("north", null, Map.of("address", 5L)),
                        new ComponentView(PUMP, null, Map.of("port", 999999, "mode", "manual")))));
    assertTrue(refused.toString().contains("test.pump, port, 999999, more than 65535"));
    assertEquals(before, gateway.running());
    assertEquals(snapshots, gateway.service.getSnapshots());
  }

  @Test
  void anUnknownComponentIsNotUpdatedSilently() {
    refused(
        KuraErrorCode.NOT_FOUND,
        () -> gateway.service.updateConfiguration("nobody", Map.of("a", "b")));
  }

  @Test
  void severalComponentsAreUpdatedInOneSnapshot() throws Exception {
    create("north", Map.of("address", 4L));
    int snapshots = gateway.service.getSnapshots().size();
    gateway.service.updateConfigurations(
        List.of(
            new ComponentView("north", null, Map.of("address", 5L)),
            new ComponentView(PUMP, null, Map.of("port", 1502))));
    assertEquals(snapshots + 1, gateway.service.getSnapshots().size());
    assertEquals(5L, gateway.property("north", "address"));
    assertEquals(1502, gateway.property(PUMP, "port"));
  }

  @Test
  void onlyWhatChangedIsWritten() throws Exception {
    create("north", Map.of("address", 4L));
    gateway.admin.writes.clear();
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1502));
    assertEquals(List.of("update " + PUMP), gateway.admin.writes);
  }

  @Test
  void listsTheComponentsThatRun() throws Exception {
    FakeReference pump = FakeReference.of(PUMP, PUMP);
    gateway.service.track(pump);
    gateway.service.track(FakeReference.of("x-1", "x"));
    assertEquals(Set.of(PUMP, "x"), gateway.service.getConfigurableComponentPids());
    List<ComponentConfiguration> all = gateway.service.getComponentConfigurations();
    assertEquals(List.of(PUMP, "x"), all.stream().map(ComponentConfiguration::getPid).toList());
    assertEquals("Pump", Objects.requireNonNull(all.get(0).getDefinition()).getName());
    List<ComponentConfiguration> some =
        gateway.service.getComponentConfigurations(
            FrameworkUtil.createFilter("(kura.service.pid=test.*)"));
    assertEquals(List.of(PUMP), some.stream().map(ComponentConfiguration::getPid).toList());
    gateway.service.untrack(pump);
    assertEquals(Set.of("x"), gateway.service.getConfigurableComponentPids());
  }

  @Test
  void aComponentWithoutItsTwoNamesIsIgnoredAndLogged() {
    gateway.service.track(new FakeReference(Map.of("service.pid", "a")));
    gateway.service.track(
        new FakeReference(Map.of("service.pid", List.of("a", "a"), "kura.service.pid", "a")));
    assertEquals(Set.of(), gateway.service.getConfigurableComponentPids());
    assertTrue(gateway.log.text().contains("not configurable"), gateway.log.text());
  }

  @Test
  void tellsDefaultsOfComponentsFactoriesAndInstances() throws Exception {
    create("north", Map.of("address", 4L, "name", "n"));
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1502));
    assertEquals(502, defaults(PUMP).get("port"));
    assertEquals("valve", defaults(VALVE).get("name"));
    assertEquals("valve", defaults("north").get("name"));
    assertNull(gateway.service.getDefaultComponentConfiguration("nobody"));
    assertNull(gateway.service.getComponentConfiguration("nobody"));
  }

  @Test
  void saysInTheLogWhoseConfigurationChangedAndNotToWhat() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("host", "10.11.12.13"));
    assertTrue(gateway.log.text().contains("updated test.pump"), gateway.log.text());
    assertFalse(gateway.log.text().contains("10.11.12.13"));
  }

  private Map<String, Object> defaults(String pid) throws KuraException {
    return Objects.requireNonNull(
        Objects.requireNonNull(gateway.service.getDefaultComponentConfiguration(pid))
            .getConfigurationProperties());
  }

  private void create(String pid, Map<String, Object> properties) throws KuraException {
    gateway.service.createFactoryConfiguration(VALVE, pid, properties, true);
  }

  private static KuraException refused(
      KuraErrorCode code, org.junit.jupiter.api.function.Executable change) {
    KuraException refused = assertThrows(KuraException.class, change);
    assertEquals(code, refused.getCode(), refused.getMessage());
    return refused;
  }
}
