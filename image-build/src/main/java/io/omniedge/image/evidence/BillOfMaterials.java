package io.omniedge.image.evidence;

import io.omniedge.image.debian.DebFile;
import io.omniedge.image.tool.Digests;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What is in an image, as CycloneDX 1.6 [ECMA-424]: packages of Debian, our JARs and those inside
 * them, WebAssembly modules. One thread.
 */
public final class BillOfMaterials {
  private final TreeMap<String, JsonValue> components = new TreeMap<>();

  /** Adds packages. */
  public void packages(Collection<DebFile> packages, String architecture)
      throws IOException, ImageException, InterruptedException {
    for (DebFile file : packages) {
      String control = file.control().getOrDefault("control", "");
      String source = DebFile.field(control, "Source").replaceAll(" .*", "");
      String purl =
          "pkg:deb/debian/%s@%s?arch=%s&distro=debian-13"
              .formatted(file.name(), encoded(file.version()), architecture(control, architecture));
      JsonObject.Builder component =
          component("library", file.name(), file.version(), purl)
              .put("supplier", JsonObject.builder().put("name", "Debian").build())
              .put("hashes", hashes(Digests.ofFile(file.file())));
      if (!source.isEmpty()) {
        component.put("properties", property("debian:source", source));
      }
      components.put(purl, component.build());
    }
  }

  private static String architecture(String control, String otherwise) {
    String field = DebFile.field(control, "Architecture");
    return field.isEmpty() ? otherwise : field;
  }

  /** Adds all JARs and WebAssembly modules below a folder. */
  public void programs(Path folder) throws IOException {
    for (Path file : Folders.files(folder)) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".jar")) {
        jar(file, name);
      } else if (name.endsWith(".wasm")) {
        String hash = Digests.ofFile(file);
        JsonObject.Builder component = component("library", name, "", "");
        components.put("wasm " + name, component.put("hashes", hashes(hash)).build());
      }
    }
  }

  private void jar(Path file, String name) throws IOException {
    TreeMap<String, Properties> inside = new TreeMap<>();
    try (InputStream in = java.nio.file.Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties")) {
          Properties properties = new Properties();
          properties.load(new java.io.ByteArrayInputStream(zip.readAllBytes()));
          inside.put(entry.getName(), properties);
        }
      }
    }
    String plain = name.replaceAll("\\.jar$", "");
    JsonObject.Builder whole = component("file", plain, "", "");
    components.put("jar " + name, whole.put("hashes", hashes(Digests.ofFile(file))).build());
    for (Map.Entry<String, Properties> entry : inside.entrySet()) {
      Properties of = entry.getValue();
      String group = of.getProperty("groupId", "");
      String artifact = of.getProperty("artifactId", "");
      String version = of.getProperty("version", "");
      String purl = "pkg:maven/%s/%s@%s".formatted(group, artifact, encoded(version));
      components.put(
          purl,
          component("library", artifact, version, purl)
              .put("group", group)
              .put("properties", property("omniedge:in", name))
              .build());
    }
  }

  /**
   * The document.
   *
   * @param name of the image
   * @param version of the image
   * @param serial the same for the same image
   */
  public String document(String name, String version, UUID serial, Instant time) {
    return JsonObject.builder()
            .put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json")
            .put("bomFormat", "CycloneDX")
            .put("specVersion", "1.6")
            .put("serialNumber", "urn:uuid:" + serial)
            .put("version", 1)
            .put(
                "metadata",
                JsonObject.builder()
                    .put("timestamp", time.toString())
                    .put("component", component("operating-system", name, version, "").build())
                    .build())
            .put("components", new JsonArray(java.util.List.copyOf(components.values())))
            .build()
            .toJson()
        + "\n";
  }

  /** How many parts it names. */
  public int size() {
    return components.size();
  }

  private static JsonObject.Builder component(
      String type, String name, String version, String purl) {
    JsonObject.Builder component = JsonObject.builder().put("type", type).put("name", name);
    if (!version.isEmpty()) {
      component.put("version", version);
    }
    if (!purl.isEmpty()) {
      component.put("purl", purl).put("bom-ref", purl);
    }
    return component;
  }

  private static JsonArray hashes(String sha256) {
    return new JsonArray(
        java.util.List.of(
            JsonObject.builder().put("alg", "SHA-256").put("content", sha256).build()));
  }

  private static JsonArray property(String name, String value) {
    return new JsonArray(
        java.util.List.of(JsonObject.builder().put("name", name).put("value", value).build()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
