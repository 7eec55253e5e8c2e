/**
 * What the device says of itself. Only what we call: this interface is never implemented on Kura.
 */
@NullMarked
package org.eclipse.kura.system;

import org.jspecify.annotations.NullMarked;
