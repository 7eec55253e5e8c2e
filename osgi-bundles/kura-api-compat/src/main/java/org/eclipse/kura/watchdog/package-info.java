/** Components whose silence restarts the gateway. */
@NullMarked
package org.eclipse.kura.watchdog;

import org.jspecify.annotations.NullMarked;
