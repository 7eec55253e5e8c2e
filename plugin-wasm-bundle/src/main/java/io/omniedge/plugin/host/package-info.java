/** Runs plugins: each on a thread of its own, within its budget, and replaceable while it works. */
@NullMarked
package io.omniedge.plugin.host;

import org.jspecify.annotations.NullMarked;
