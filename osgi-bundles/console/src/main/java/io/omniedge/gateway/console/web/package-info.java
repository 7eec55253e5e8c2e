/** Requests in, pages out. The templates are compiled into this package. */
@NullMarked
package io.omniedge.gateway.console.web;

import org.jspecify.annotations.NullMarked;
