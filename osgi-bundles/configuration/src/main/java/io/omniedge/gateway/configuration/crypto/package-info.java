/** The key of this device and what is encrypted with it. */
@NullMarked
package io.omniedge.gateway.configuration.crypto;

import org.jspecify.annotations.NullMarked;
