/** Programs that measure whole tunnels against their peers, and what they need to do so. */
@NullMarked
package io.omniedge.bench;

import org.jspecify.annotations.NullMarked;
