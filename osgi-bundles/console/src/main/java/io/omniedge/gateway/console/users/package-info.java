/** Who may see and change the gateway through its page. */
@NullMarked
package io.omniedge.gateway.console.users;

import org.jspecify.annotations.NullMarked;
