/** The web server: routes, bounds, errors, pagination, idempotency. */
@NullMarked
package io.omniedge.manager.http;

import org.jspecify.annotations.NullMarked;
