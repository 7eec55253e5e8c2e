/** Who asks, and what they may do. */
@NullMarked
package io.omniedge.manager.access;

import org.jspecify.annotations.NullMarked;
