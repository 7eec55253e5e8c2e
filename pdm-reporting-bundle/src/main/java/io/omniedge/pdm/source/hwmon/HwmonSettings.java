package io.omniedge.pdm.source.hwmon;

/**
 * Which sensor of the board is read.
 *
 * @param chip its name, or its folder as hwmon0
 * @param sensor as temp1, or its label
 * @param everySeconds how often
 */
public record HwmonSettings(String chip, String sensor, double everySeconds) {}
