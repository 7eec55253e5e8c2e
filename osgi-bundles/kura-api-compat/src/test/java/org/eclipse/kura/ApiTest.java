package org.eclipse.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** This module is the list in {@code api.txt}: nothing missing, nothing more. */
class ApiTest {
  private static final Pattern EXPORT = Pattern.compile("(org\\.eclipse\\.kura[\\w.]*);([^,]*)");
  private static final Pattern VERSION = Pattern.compile("version=\"?([\\d.]+)");

  @Test
  void declaresEverySignatureOfTheList() throws Exception {
    TreeSet<String> missing = new TreeSet<>(ApiList.read().lines());
    missing.removeAll(Declared.in(classes()));
    assertEquals(new TreeSet<String>(), missing);
  }

  @Test
  void declaresNothingElse() throws Exception {
    TreeSet<String> more = new TreeSet<>(Declared.in(classes()));
    more.removeAll(ApiList.read().lines());
    assertEquals(new TreeSet<String>(), more);
  }

  @Test
  void exportsEachPackageInTheVersionOfTheList() throws Exception {
    Map<String, String> exported = new TreeMap<>();
    EXPORT
        .matcher(withoutUses(manifest().getValue("Export-Package")))
        .results()
        .forEach(
            match -> {
              var version = VERSION.matcher(match.group(2));
              exported.put(match.group(1), version.find() ? version.group(1) : "none");
            });
    assertEquals(ApiList.read().versions(), exported);
  }

  @Test
  void neverResolvesWithoutOurOwnLauncher() throws Exception {
    String needed = manifest().getValue("Require-Capability");
    assertTrue(needed.contains("io.omniedge.standalone"), needed);
  }

  @Test
  void hasTheManifestThatBndWroteAndNoNoise() throws Exception {
    Attributes manifest = manifest();
    assertEquals("io.omniedge.kura.api", manifest.getValue("Bundle-SymbolicName"));
    for (String noise : new String[] {"Bnd-LastModified", "Tool", "Created-By", "Built-By"}) {
      assertEquals(null, manifest.getValue(noise), noise);
    }
    assertTrue(manifest.getValue("Bundle-Version").matches("\\d+\\.\\d+\\.\\d+(\\.SNAPSHOT)?"));
    String imports = String.valueOf(manifest.getValue("Import-Package"));
    assertTrue(!imports.contains("java."), imports);
    assertTrue(!imports.contains("kura"), imports);
  }

  /** A uses directive holds commas and package names too. */
  private static String withoutUses(String exports) {
    return exports.replaceAll(";uses:=\"[^\"]*\"", "");
  }

  private static Attributes manifest() throws IOException, URISyntaxException {
    try (InputStream in = Files.newInputStream(classes().resolve("META-INF/MANIFEST.MF"))) {
      return new Manifest(in).getMainAttributes();
    }
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(KuraException.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
