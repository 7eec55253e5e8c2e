/** How a device becomes known to a manager, and stays so. */
@NullMarked
package io.omniedge.protocol.enrol;

import org.jspecify.annotations.NullMarked;
