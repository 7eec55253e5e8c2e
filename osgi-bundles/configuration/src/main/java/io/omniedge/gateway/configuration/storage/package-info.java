/** Files that survive a power cut and that nobody else reads. */
@NullMarked
package io.omniedge.gateway.configuration.storage;

import org.jspecify.annotations.NullMarked;
