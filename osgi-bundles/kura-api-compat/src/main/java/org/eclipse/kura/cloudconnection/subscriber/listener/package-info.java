/** Who receives. */
@NullMarked
package org.eclipse.kura.cloudconnection.subscriber.listener;

import org.jspecify.annotations.NullMarked;
