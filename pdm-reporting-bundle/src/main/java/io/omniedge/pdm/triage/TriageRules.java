package io.omniedge.pdm.triage;

import io.omniedge.gateway.api.form.FormProperties;
import java.util.ArrayList;
import java.util.List;

/** The rules of a gateway, the first that is about a source counts. Immutable. */
public final class TriageRules {
  private static final int MOST_RULES = 500;

  private final List<TriageRule> rules;

  private TriageRules(List<TriageRule> rules) {
    this.rules = rules;
  }

  /** Everything is buffered, nothing goes anywhere. */
  public static final TriageRules NONE = new TriageRules(List.of());

  /** Reads a rule from each line; what is wrong stands in the form's problems, with its line. */
  public static TriageRules read(FormProperties form, String property) {
    List<TriageRule> rules = new ArrayList<>();
    String[] lines = form.text(property).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        rules.add(TriageRule.parse(line));
      } catch (IllegalArgumentException e) {
        form.wrong(property + " line " + (i + 1), line, String.valueOf(e.getMessage()));
      }
    }
    if (rules.size() > MOST_RULES) {
      form.wrong(property + ": " + rules.size() + " rules are more than " + MOST_RULES);
    }
    return new TriageRules(List.copyOf(rules));
  }

  TriageRule of(String source) {
    for (TriageRule rule : rules) {
      if (rule.isAbout(source)) {
        return rule;
      }
    }
    return TriageRule.OTHERS;
  }
}
