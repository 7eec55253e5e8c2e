package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Advice;
import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.prognosis.Outlook;
import io.omniedge.pdm.report.Trend;
import io.omniedge.pdm.watch.PointAlarms.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the witnesses say of a usable block. One thread. */
final class Judgements {
  private final Map<Witness, Judgement> all = new EnumMap<>(Witness.class);

  void put(Witness witness, Judgement judgement) {
    all.put(witness, judgement);
  }

  /** Takes back what the others said. */
  void onlyBy(Witness witness) {
    all.keySet().removeIf(each -> each != witness);
  }

  /** Whoever has nothing to go by cannot tell, so that his alarm neither comes nor goes. */
  Judgement of(Witness witness) {
    Judgement says = all.get(witness);
    if (says != null) {
      return says;
    }
    return witness == Witness.SENSOR
        ? new Judgement(Criterion.HEALTHY, Level.OK, "the signal is usable")
        : new Judgement(Criterion.HEALTHY, Level.UNKNOWN, "nothing to judge by");
  }

  /** Good only if nobody who was asked could not tell. */
  Judgement worst() {
    if (all.isEmpty()) {
      return new Judgement(
          Criterion.HEALTHY,
          Level.UNKNOWN,
          "nothing to judge by: neither limits nor a bearing nor a baseline");
    }
    Judgement worst = null;
    Judgement unknown = null;
    for (Judgement each : all.values()) {
      if (each.level() == Level.UNKNOWN) {
        unknown = each;
      } else if (worst == null || each.level().compareTo(worst.level()) > 0) {
        worst = each;
      }
    }
    boolean isFound = worst != null && worst.level() != Level.OK;
    return worst == null || (unknown != null && !isFound) ? Objects.requireNonNull(unknown) : worst;
  }

  List<Advice> advice(Optional<Trend> trend) {
    List<Advice> advice = new ArrayList<>();
    for (Judgement each : all.values()) {
      if (each.level() != Level.OK && each.level() != Level.UNKNOWN) {
        advice.add(each.criterion().advice(each.level()));
      }
    }
    if (trend.isPresent() && trend.get().outlook() instanceof Outlook.RemainingLife) {
      advice.add(Criterion.LIMIT_IN_SIGHT.advice(Level.ADVISE));
    }
    if (advice.isEmpty()) {
      advice.add(Criterion.HEALTHY.advice(worst().level()));
    }
    advice.sort(Comparator.comparing(Advice::urgency).reversed());
    return advice;
  }
}
