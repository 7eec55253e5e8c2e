package io.omniedge.cli.bundle;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of documents and logs: by the names they have, by their shape, and the ones of
 * this machine wherever they stand.
 */
public final class Redactor {
  private static final String HIDDEN = "***";

  /** Shorter ones are words that texts have anyway. */
  private static final int LEAST_SECRET = 6;

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(password|passwd|passphrase|secret|token|credential|api[-_.]?key|private[-_.]?key"
              + "|preshared[-_.]?key|setup[-_.]?key|authorization|cookie).*");

  private record Shape(Pattern pattern, String replacement) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(
              Pattern.compile(
                  "(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)"),
              HIDDEN),
          new Shape(Pattern.compile("(omniedge://[^\\s\"']*?[?&]key=)[^&\\s\"']+"), "$1" + HIDDEN),
          new Shape(
              Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]+"), "$1 " + HIDDEN),
          new Shape(
              Pattern.compile("([a-z][a-z0-9+.-]*://[^\\s:/@]*:)[^\\s@/]+@"), "$1" + HIDDEN + "@"),
          // A JSON Web Token or Signature.
          new Shape(
              Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+"),
              HIDDEN));

  /**
   * A name that tells of a secret, and its value. In JSON, which may stand in a text of JSON with
   * its quotation marks escaped, the value keeps what makes it one: who reads the bundle parses it.
   */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)([\\w.-]*(?:password|passwd|passphrase|secret|token|api[-_.]?key"
              + "|private[-_.]?key|preshared[-_.]?key)[\\w.-]*)(?<end>\\\\*[\"'])?(\\s*[=:]\\s*)"
              + "(?:(?<json>\"(?:[^\"\\\\\\n]|\\\\.)*\")|(?<single>'[^'\\n]*')"
              + "|(?<mark>\\\\+\")[^\\n]*?(?<!\\\\)\\k<mark>"
              // A flag or number of a document gives nothing away.
              + "|(?<list>\\[[^\\]]*\\])|(?<flag>(?:true|false|null|-?[0-9.]+)(?=\\s*[,}\\]]))"
              + "|(?<plain>[^\\s,;&\"'{][^\\s,;&]*|(?<=\\w\\s{0,9}[=:]\\s{0,9})\\{[^\\s,;&]*))");

  private final List<String> known;

  /** Also hides these, wherever they stand. */
  public Redactor(Collection<String> known) {
    this.known = known.stream().filter(secret -> secret.length() >= LEAST_SECRET).toList();
  }

  /** A text without secrets. */
  public String text(String text) {
    String redacted = text;
    for (String secret : known) {
      redacted = redacted.replace(secret, HIDDEN);
    }
    for (Shape shape : SHAPES) {
      redacted = shape.pattern().matcher(redacted).replaceAll(shape.replacement());
    }
    return NAMED
        .matcher(redacted)
        .replaceAll(match -> Matcher.quoteReplacement(withoutValue(match)));
  }

  private static String withoutValue(MatchResult match) {
    boolean isJson = match.group("end") != null;
    String name = match.group(1) + (isJson ? match.group("end") : "") + match.group(3);
    if (match.group("json") != null) {
      return name + "\"" + HIDDEN + "\"";
    } else if (match.group("single") != null) {
      return name + "'" + HIDDEN + "'";
    } else if (match.group("mark") != null) {
      return name + match.group("mark") + HIDDEN + match.group("mark");
    } else if (match.group("list") != null) {
      return name + (isJson ? "[]" : HIDDEN);
    }
    boolean isFlag = isJson && match.group("flag") != null;
    return name + (isFlag ? match.group("flag") : HIDDEN);
  }

  /** A document in a text stays one. */
  private String textOrDocument(String text) {
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      try {
        return document(JsonReader.read(text)).toJson();
      } catch (ProtocolException e) {
        return text(text); // it only looks like one
      }
    }
    return text(text);
  }

  /** A document without secrets. */
  public JsonValue document(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        TreeMap<String, JsonValue> members = new TreeMap<>();
        object
            .members()
            .forEach(
                (name, member) ->
                    members.put(text(name), isSecret(name, member) ? hidden() : document(member)));
        yield new JsonObject(members);
      }
      case JsonArray array -> new JsonArray(array.elements().stream().map(this::document).toList());
      case JsonString string -> new JsonString(textOrDocument(string.value()));
      default -> value;
    };
  }

  /** Public keys and fingerprints have names of their own; a flag or number gives nothing away. */
  private static boolean isSecret(String name, JsonValue member) {
    boolean text = member instanceof JsonString || member instanceof JsonArray;
    return text && SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  private static JsonString hidden() {
    return new JsonString(HIDDEN);
  }
}
