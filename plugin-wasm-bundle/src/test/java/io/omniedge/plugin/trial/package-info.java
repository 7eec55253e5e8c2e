/** Tests of the trial, and by it of the reference plugins. */
@NullMarked
package io.omniedge.plugin.trial;

import org.jspecify.annotations.NullMarked;
