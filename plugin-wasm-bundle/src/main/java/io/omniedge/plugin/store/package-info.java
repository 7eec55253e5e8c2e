/** What a gateway keeps of its plugins on its disk, whole after a power cut. */
@NullMarked
package io.omniedge.plugin.store;

import org.jspecify.annotations.NullMarked;
