package io.omniedge.gateway.configuration.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.configuration.GatewayConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** What bnd made of the annotations and of bnd.bnd. */
class BundleTest {
  @Test
  void hasTheNameOfItsPackageAndOnlyOurLauncherResolvesIt() throws Exception {
    Attributes manifest = manifest();
    assertEquals(
        GatewayConfiguration.class.getPackageName(), manifest.getValue("Bundle-SymbolicName"));
    String needed = manifest.getValue("Require-Capability");
    assertTrue(needed.contains("io.omniedge.standalone"), needed);
    String exported = manifest.getValue("Export-Package").replaceAll(";[^,\"]*(\"[^\"]*\")?", "");
    assertEquals(
        "io.omniedge.gateway.configuration.metatype,io.omniedge.gateway.configuration.storage",
        exported,
        "what it offers are services, and to the web page these");
    assertNull(manifest.getValue("Bundle-ActivationPolicy"));
    assertNull(manifest.getValue("Bnd-LastModified"));
  }

  @Test
  void needsNoDeclarativeServicesNewerThanKuraFiveHas() throws Exception {
    String needed = manifest().getValue("Require-Capability");
    assertFalse(needed.contains("version>=1.5"), needed);
    String imports = manifest().getValue("Import-Package");
    assertFalse(imports.contains("java."), imports);
    assertTrue(imports.matches(".*org\\.jspecify\\.annotations;[^,]*,[^,]*optional.*"), imports);
  }

  @Test
  void itsTwoComponentsOfferTheirServices() throws Exception {
    String configuration = component("io.omniedge.gateway.configuration");
    assertTrue(
        configuration.contains("interface=\"org.eclipse.kura.configuration.ConfigurationService\""),
        configuration);
    assertTrue(configuration.contains("scr/v1.4.0"), configuration);
    assertTrue(configuration.contains("policy=\"dynamic\""), configuration);
    String crypto = component("io.omniedge.gateway.crypto");
    assertTrue(crypto.contains("interface=\"org.eclipse.kura.crypto.CryptoService\""), crypto);
    // Beside a configuration's own it would become a collection, which nobody understands.
    assertFalse((configuration + crypto).contains("service.pid"));
  }

  private static String component(String name) throws IOException, URISyntaxException {
    Path file = classes().resolve("OSGI-INF/" + name + ".xml");
    assertTrue(manifest().getValue("Service-Component").contains(name), name);
    return Files.readString(file);
  }

  private static Attributes manifest() throws IOException, URISyntaxException {
    try (InputStream in = Files.newInputStream(classes().resolve("META-INF/MANIFEST.MF"))) {
      return new Manifest(in).getMainAttributes();
    }
  }

  private static Path classes() throws URISyntaxException {
    var source = GatewayConfiguration.class.getProtectionDomain().getCodeSource();
    assertNotNull(source);
    return Path.of(source.getLocation().toURI());
  }
}
