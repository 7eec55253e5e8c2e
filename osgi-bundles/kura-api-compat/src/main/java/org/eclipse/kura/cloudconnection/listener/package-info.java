/** Who wants to know how the connection and the deliveries fare. */
@NullMarked
package org.eclipse.kura.cloudconnection.listener;

import org.jspecify.annotations.NullMarked;
