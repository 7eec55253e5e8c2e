/** The life cycle of an alarm [ISA-18.2, IEC 62682]. */
@NullMarked
package io.omniedge.pdm.alarm;

import org.jspecify.annotations.NullMarked;
