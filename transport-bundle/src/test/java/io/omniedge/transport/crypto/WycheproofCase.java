package io.omniedge.transport.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One test of a Wycheproof file: its string fields by name. */
final class WycheproofCase {
  private static final Pattern CASE =
      Pattern.compile("(\"tcId\" : \\d+.*?)\"flags\"", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("\"(\\w+)\" : \"?([^\",]*)");

  private final Map<String, String> fields = new HashMap<>();

  private WycheproofCase(String json) {
    Matcher field = FIELD.matcher(json);
    while (field.find()) {
      fields.put(field.group(1), field.group(2));
    }
  }

  /** All tests of a file among the test resources. */
  static List<WycheproofCase> of(String file) throws IOException {
    try (InputStream in = WycheproofCase.class.getResourceAsStream("/wycheproof/" + file)) {
      if (in == null) {
        throw new AssertionError(file + " is not among the test resources");
      }
      Matcher matcher = CASE.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      List<WycheproofCase> cases = new ArrayList<>();
      while (matcher.find()) {
        cases.add(new WycheproofCase(matcher.group(1)));
      }
      return cases;
    }
  }

  String text(String field) {
    String text = fields.get(field);
    if (text == null) {
      throw new AssertionError(this + " has no " + field);
    }
    return text;
  }

  byte[] bytes(String field) {
    return Providers.hex(text(field));
  }

  Secret secret(String field) {
    return Secret.copyOf(bytes(field));
  }

  boolean valid() {
    return !text("result").equals("invalid");
  }

  @Override
  public String toString() {
    return "test " + fields.get("tcId") + ": " + fields.get("comment");
  }
}
