/** Questions of the domain name system. */
@NullMarked
package io.omniedge.gateway.agent.names;

import org.jspecify.annotations.NullMarked;
