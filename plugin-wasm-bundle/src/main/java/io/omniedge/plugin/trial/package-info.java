/** Tries a plugin where it is made: replays recorded calls in the sandbox, and compares answers. */
@NullMarked
package io.omniedge.plugin.trial;

import org.jspecify.annotations.NullMarked;
