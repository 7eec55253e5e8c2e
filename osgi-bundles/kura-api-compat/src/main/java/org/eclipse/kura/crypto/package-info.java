/** Encryption with the key of this device. */
@NullMarked
package org.eclipse.kura.crypto;

import org.jspecify.annotations.NullMarked;
