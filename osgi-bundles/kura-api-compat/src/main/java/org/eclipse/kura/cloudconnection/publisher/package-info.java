/** Ways to send. */
@NullMarked
package org.eclipse.kura.cloudconnection.publisher;

import org.jspecify.annotations.NullMarked;
