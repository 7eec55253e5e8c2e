/** Payloads, requests and responses as they travel through the cloud connection. */
@NullMarked
package org.eclipse.kura.message;

import org.jspecify.annotations.NullMarked;
