/** The few functions of statistics that detection and prognosis stand on. */
@NullMarked
package io.omniedge.pdm.statistics;

import org.jspecify.annotations.NullMarked;
