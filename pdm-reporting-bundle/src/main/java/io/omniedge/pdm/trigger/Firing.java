package io.omniedge.pdm.trigger;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trigger fired.
 *
 * @param trigger which
 * @param nanos when, since 1970
 * @param source whose value it was; a pattern for a periodic one
 * @param value that fired it, if it was one
 * @param level of the machine, if somebody knows
 */
public record Firing(
    ArmedTrigger trigger,
    long nanos,
    String source,
    OptionalDouble value,
    Optional<String> level) {}
