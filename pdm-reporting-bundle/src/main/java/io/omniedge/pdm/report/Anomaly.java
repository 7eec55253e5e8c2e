package io.omniedge.pdm.report;

/**
 * What the detectors say of the feature that is furthest from its baseline.
 *
 * @param score 1 is the limit
 * @param isPersistent whether it lasts
 * @param feature the loudest one
 * @param detector its name and version
 */
public record Anomaly(double score, boolean isPersistent, String feature, String detector) {}
