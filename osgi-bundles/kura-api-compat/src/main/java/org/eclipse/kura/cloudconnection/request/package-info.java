/** Requests from afar and those who answer them. */
@NullMarked
package org.eclipse.kura.cloudconnection.request;

import org.jspecify.annotations.NullMarked;
