/**
 * Fuzz targets. In a normal build each replays the corpus committed beside it ({@code
 * src/test/resources}, folder {@code <Class>Inputs/<method>}); with {@code JAZZER_FUZZ=1} and one
 * target chosen ({@code mvn test -pl fuzz -Dtest=...}) Jazzer searches for new inputs.
 */
@NullMarked
package io.omniedge.fuzz;

import org.jspecify.annotations.NullMarked;
