/** Components with a configuration that outlives them, and the service that keeps it. */
@NullMarked
package org.eclipse.kura.configuration;

import org.jspecify.annotations.NullMarked;
