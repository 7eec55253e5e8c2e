/** When a trend left its baseline, and when it will reach its limit [ISO 13381-1]. */
@NullMarked
package io.omniedge.pdm.prognosis;

import org.jspecify.annotations.NullMarked;
