/** How devices become members, and renew their certificates. */
@NullMarked
package io.omniedge.manager.enrol;

import org.jspecify.annotations.NullMarked;
