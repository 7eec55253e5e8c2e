package io.omniedge.pdm.report;

import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.alarm.Level;
import java.util.Optional;

/**
 * Where an alarm is.
 *
 * @param name what it watches: zone, bearing, change, sensor or plugin
 * @param criterion what raised it, the last one; HEALTHY if nothing ever did
 * @param level after its delays
 * @param state in its life cycle
 * @param occurrence which alarm of this name it is; 0 before the first
 * @param unknownReason why nobody can tell
 * @param shelvedUntilMillis until when nobody is called, by the plant's clock
 */
public record AlarmLine(
    String name,
    Criterion criterion,
    Level level,
    Alarm.State state,
    long occurrence,
    Optional<String> unknownReason,
    Optional<Long> shelvedUntilMillis) {}
