/** A payload together with the properties that address it. */
@NullMarked
package org.eclipse.kura.cloudconnection.message;

import org.jspecify.annotations.NullMarked;
