/** Who did what, in a chain of hashes. */
@NullMarked
package io.omniedge.manager.audit;

import org.jspecify.annotations.NullMarked;
