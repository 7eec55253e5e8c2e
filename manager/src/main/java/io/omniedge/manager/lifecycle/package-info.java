/** How far devices belong: approved, kept apart, taken out, forgotten. */
@NullMarked
package io.omniedge.manager.lifecycle;

import org.jspecify.annotations.NullMarked;
