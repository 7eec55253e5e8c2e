/** Network maps: made when something changes, for those whom it concerns. */
@NullMarked
package io.omniedge.manager.map;

import org.jspecify.annotations.NullMarked;
