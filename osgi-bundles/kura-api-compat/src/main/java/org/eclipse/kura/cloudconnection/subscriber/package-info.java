/** Ways to receive. */
@NullMarked
package org.eclipse.kura.cloudconnection.subscriber;

import org.jspecify.annotations.NullMarked;
