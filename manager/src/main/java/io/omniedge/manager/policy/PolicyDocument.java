package io.omniedge.manager.policy;

import io.omniedge.protocol.ProtocolException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A policy as people write it: JSON with comments, see docs/policy.md. Immutable.
 *
 * <p>It says nothing about a member it does not know but refuses the document: {@code "port"} for
 * {@code "ports"} would otherwise open all of them.
 */
public final class PolicyDocument {
  /** As much as a request may have. */
  public static final int MAX_CHARS = 1 << 20;

  /** Where the reader of JSON says that it stopped. */
  private static final Pattern CHARACTER = Pattern.compile("character ([0-9]{1,9})");

  private final SortedMap<String, List<Selector>> groups;
  private final SortedMap<String, Service> services;
  private final SortedMap<String, Posture> postures;
  private final List<PolicyRule> rules;
  private final List<PolicyTest> tests;

  PolicyDocument(
      SortedMap<String, List<Selector>> groups,
      SortedMap<String, Service> services,
      SortedMap<String, Posture> postures,
      List<PolicyRule> rules,
      List<PolicyTest> tests) {
    this.groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    this.services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    this.postures = Collections.unmodifiableSortedMap(new TreeMap<>(postures));
    this.rules = List.copyOf(rules);
    this.tests = List.copyOf(tests);
  }

  /**
   * Reads a document.
   *
   * @throws ProtocolException naming the first place that is wrong, its value and the reason
   */
  public static PolicyDocument parse(String text) throws ProtocolException {
    if (text.length() > MAX_CHARS) {
      throw new ProtocolException(
          "", text.length() + " characters", "at most " + MAX_CHARS + " are taken");
    }
    try {
      return DocumentReader.read(JsonComments.blanked(text));
    } catch (ProtocolException e) {
      throw withLine(e, text);
    }
  }

  /** The same mistake, at a line and column, which an editor goes to. */
  private static ProtocolException withLine(ProtocolException e, String text) {
    Matcher character = CHARACTER.matcher(e.place());
    if (!character.matches()) {
      return e;
    }
    String before =
        text.substring(0, Math.min(text.length(), Integer.parseInt(character.group(1))));
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return new ProtocolException("line " + line + ", column " + column, "", e.reason());
  }

  SortedMap<String, List<Selector>> groups() {
    return groups;
  }

  SortedMap<String, Service> services() {
    return services;
  }

  SortedMap<String, Posture> postures() {
    return postures;
  }

  List<PolicyRule> rules() {
    return rules;
  }

  List<PolicyTest> tests() {
    return tests;
  }

  /** A posture that a rule names; the reader saw to it that there is one. */
  Posture posture(String name) {
    return Objects.requireNonNull(postures.get(name), name);
  }

  /** A service of the document, or else of the inventory. */
  Optional<Service> service(String name, Inventory inventory) {
    @Nullable Service own = services.get(name);
    return Optional.ofNullable(own != null ? own : inventory.services().get(name));
  }
}
