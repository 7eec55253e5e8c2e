/** Every feature against closed forms and against Hipparchus. */
@NullMarked
package io.omniedge.pdm.signal;

import org.jspecify.annotations.NullMarked;
