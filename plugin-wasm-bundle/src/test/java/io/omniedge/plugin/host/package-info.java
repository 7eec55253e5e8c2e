/** Tests of what runs plugins. */
@NullMarked
package io.omniedge.plugin.host;

import org.jspecify.annotations.NullMarked;
