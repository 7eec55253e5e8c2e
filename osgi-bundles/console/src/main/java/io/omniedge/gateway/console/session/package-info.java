/** Who is signed in, and who tries too often. */
@NullMarked
package io.omniedge.gateway.console.session;

import org.jspecify.annotations.NullMarked;
