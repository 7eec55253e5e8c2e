/** Where samples, triggers, advice and what is done with them come together. */
@NullMarked
package io.omniedge.pdm.desk;

import org.jspecify.annotations.NullMarked;
