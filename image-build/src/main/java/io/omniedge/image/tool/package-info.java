/** Programs that are run, and where those come from that the machine need not have. */
@NullMarked
package io.omniedge.image.tool;

import org.jspecify.annotations.NullMarked;
