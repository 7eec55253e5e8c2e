package io.omniedge.gateway.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a deployment package [OSGi Compendium 114], which Kura's web page and remote deployment
 * install: a JAR whose manifest comes first and names each bundle with its version, and whose
 * entries come in the order of the manifest, since it is read as a stream.
 *
 * <p>The same bundles give the same bytes.
 */
public final class DeploymentPackage {
  private static final int MAX_LINE_BYTES = 70;

  /** Of every entry: the time of the build's archives. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private record Bundle(Path jar, String symbolicName, String version) {
    String entryName() {
      return symbolicName + "-" + version + ".jar";
    }
  }

  private DeploymentPackage() {}

  /** Arguments: the file to write, name and version of the package, and its bundles in order. */
  public static void main(String[] arguments) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (int i = 3; i < arguments.length; i++) {
      jars.add(Path.of(arguments[i]));
    }
    write(Path.of(arguments[0]), arguments[1], arguments[2], jars);
  }

  /**
   * Writes the package; its folder is made when it is missing.
   *
   * @param version as OSGi writes versions
   * @throws IOException also for a JAR that is no bundle
   */
  public static void write(Path file, String name, String version, List<Path> jars)
      throws IOException {
    List<Bundle> bundles = new ArrayList<>();
    for (Path jar : jars) {
      bundles.add(bundle(jar));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      entry(zip, JarFile.MANIFEST_NAME, manifest(name, version, bundles));
      for (Bundle bundle : bundles) {
        entry(zip, bundle.entryName(), Files.readAllBytes(bundle.jar));
      }
    }
  }

  private static Bundle bundle(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String name = main.getValue("Bundle-SymbolicName");
      String version = main.getValue("Bundle-Version");
      if (name == null || version == null) {
        throw new IOException(jar + " is no bundle: it has no Bundle-SymbolicName and -Version");
      }
      return new Bundle(jar, name.split(";")[0].strip(), version.strip());
    }
  }

  private static byte[] manifest(String name, String version, List<Bundle> bundles) {
    StringBuilder text = new StringBuilder();
    header(text, "Manifest-Version", "1.0");
    header(text, "DeploymentPackage-SymbolicName", name);
    header(text, "DeploymentPackage-Version", version);
    header(text, "DeploymentPackage-Name", "OmniEdge gateway");
    header(text, "DeploymentPackage-Vendor", "OmniEdge");
    header(text, "DeploymentPackage-License", "Apache-2.0");
    for (Bundle bundle : bundles) {
      text.append("\r\n");
      header(text, "Name", bundle.entryName());
      header(text, "Bundle-SymbolicName", bundle.symbolicName);
      header(text, "Bundle-Version", bundle.version);
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** By hand: {@link Manifest} writes sections in the order of a hash table. */
  private static void header(StringBuilder text, String name, String value) {
    String line = name + ": " + value;
    while (line.length() > MAX_LINE_BYTES) {
      text.append(line, 0, MAX_LINE_BYTES).append("\r\n ");
      line = line.substring(MAX_LINE_BYTES);
    }
    text.append(line).append("\r\n");
  }

  /** Stored: the bundles are compressed already, and stored bytes depend on no library. */
  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(TIME);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
