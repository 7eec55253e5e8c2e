/** When somebody is asked what becomes of samples. */
@NullMarked
package io.omniedge.pdm.trigger;

import org.jspecify.annotations.NullMarked;
