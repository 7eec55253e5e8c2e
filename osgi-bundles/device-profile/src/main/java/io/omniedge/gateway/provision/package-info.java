/** The first boot: a file on the boot partition becomes configuration, once. */
@NullMarked
package io.omniedge.gateway.provision;

import org.jspecify.annotations.NullMarked;
