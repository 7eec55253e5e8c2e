/** What devices tell of themselves. */
@NullMarked
package io.omniedge.manager.fleet;

import org.jspecify.annotations.NullMarked;
