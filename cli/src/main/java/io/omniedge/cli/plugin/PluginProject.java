package io.omniedge.cli.plugin;

import io.omniedge.cli.output.Failure;
import io.omniedge.plugin.pack.PluginType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with a plugin: its source, what it says of itself, calls to try it with, and the SDK, so
 * that it can be built by the compiler alone.
 */
public final class PluginProject {
  private static final String ID = "[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*){1,8}";
  private static final int MAX_ID = 128;

  private PluginProject() {}

  /** The identifier of a plugin in a folder of that name. */
  public static String idFor(Path folder) {
    String name =
        String.valueOf(folder.toAbsolutePath().normalize().getFileName())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    return "com.example." + (name.isEmpty() ? "plugin" : name);
  }

  /**
   * Makes a folder.
   *
   * @param folder does not exist, or is empty
   * @param id of the plugin
   * @return names of the files
   */
  public static List<String> create(
      Path folder, PluginType type, PluginLanguage language, String id) throws Failure {
    if (!id.matches(ID) || id.length() > MAX_ID) {
      throw Failure.input(
          "plugin-id",
          "the identifier \"" + id + "\" is none",
          "it is a domain name backwards, in lower case: com.example.pump-watch");
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    String template = "templates/" + type.text() + "/";
    files.put(language.source(), resource(template + language.source()));
    files.put("manifest.json", filled(template + "manifest.json", type, id));
    files.put("events.jsonl", resource(template + "events.jsonl"));
    files.put("README.md", filled("templates/README." + language.text() + ".md", type, id));
    for (String file : language.files()) {
      files.put(file, resource(language.text() + "/" + file));
    }
    write(folder, files);
    return List.copyOf(files.keySet());
  }

  private static byte[] filled(String name, PluginType type, String id) {
    return new String(resource(name), StandardCharsets.UTF_8)
        .replace("@ID@", id)
        .replace("@TYPE@", type.text())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) {
    try (InputStream in = PluginProject.class.getResourceAsStream("sdk/" + name)) {
      if (in == null) {
        throw new IllegalStateException("sdk/" + name + " is not in this program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("sdk/" + name + " cannot be read", e);
    }
  }

  private static void write(Path folder, Map<String, byte[]> files) throws Failure {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> there = Files.list(folder)) {
        if (there.findAny().isPresent()) {
          throw Failure.input(
              "not-empty", folder + " is not empty; nothing is written over", "name a new folder");
        }
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw PluginFile.wrong("cannot write", folder, e);
    }
  }
}
