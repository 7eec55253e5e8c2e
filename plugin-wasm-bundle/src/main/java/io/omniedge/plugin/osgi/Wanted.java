package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.plugin.host.Trust;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.pack.TrustedKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the form of all plugins says. Immutable.
 *
 * @param trust whose plugins are taken
 * @param packages that a manager wants here
 * @param statisticsSeconds how often event hooks are told statistics
 */
record Wanted(Trust trust, List<Release> packages, int statisticsSeconds) {
  static final String PACKAGES = "wanted";
  static final String KEYS = "trustedKeys";
  static final String UNSIGNED = "allowUnsigned";
  static final String STATISTICS = "statisticsSeconds";
  static final int DEFAULT_STATISTICS = 60;

  private static final int MOST_LINES = 100;

  /**
   * A package that is wanted.
   *
   * @param sha256 in hexadecimal
   */
  record Release(String id, SemanticVersion version, String sha256) {}

  /** Reads what was entered; what is wrong is added to the problems, and left out. */
  static Wanted read(FormProperties form, Map<String, Object> properties) {
    List<TrustedKey> keys = new ArrayList<>();
    for (String line : lines(properties.get(KEYS))) {
      try {
        keys.add(key(line));
      } catch (IllegalArgumentException e) {
        form.wrong(KEYS, line, String.valueOf(e.getMessage()));
      }
    }
    List<Release> packages = new ArrayList<>();
    for (String line : lines(properties.get(PACKAGES))) {
      try {
        packages.add(wanted(line));
      } catch (IllegalArgumentException e) {
        form.wrong(PACKAGES, line, String.valueOf(e.getMessage()));
      }
    }
    return new Wanted(
        new Trust(keys, form.flag(UNSIGNED, false)),
        List.copyOf(packages),
        form.number(STATISTICS, DEFAULT_STATISTICS, 1, 86_400));
  }

  /** Of an array, or of a text with several lines or semicolons. */
  private static List<String> lines(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof Object[] several) {
      Arrays.stream(several).map(String::valueOf).forEach(texts::add);
    } else if (value != null) {
      texts.addAll(Arrays.asList(value.toString().split("[\n;]", -1)));
    }
    return texts.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(MOST_LINES)
        .toList();
  }

  /** {@code NAME BASE64 [ids=a.*,b] [types=qos,event-hooks]}. */
  private static TrustedKey key(String line) {
    String[] words = line.split("\\s+", -1);
    if (words.length < 2) {
      throw new IllegalArgumentException(
          "a line is a name, the key in base64, and perhaps ids=... and types=...");
    }
    List<String> ids = List.of("*");
    Set<PluginType> types = EnumSet.allOf(PluginType.class);
    for (String word : Arrays.asList(words).subList(2, words.length)) {
      if (word.startsWith("ids=")) {
        ids = List.of(word.substring(4).split(",", -1));
      } else if (word.startsWith("types=")) {
        types = EnumSet.noneOf(PluginType.class);
        for (String type : word.substring(6).split(",", -1)) {
          types.add(PluginType.parse(type));
        }
      } else {
        throw new IllegalArgumentException("nothing begins with \"" + word + "\" here");
      }
    }
    return new TrustedKey(words[0], VerifyKey.parse(words[1]), ids, types);
  }

  /** {@code ID VERSION SHA256}. */
  private static Release wanted(String line) {
    String[] words = line.split("\\s+", -1);
    if (words.length != 3 || !words[2].matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a line is an identifier, a version and a SHA-256");
    }
    return new Release(words[0], SemanticVersion.parse(words[1]), words[2]);
  }
}
