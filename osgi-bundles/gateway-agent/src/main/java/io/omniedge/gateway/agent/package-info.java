/** Membership of one network: what a gateway does because its manager says so, and only then. */
@NullMarked
package io.omniedge.gateway.agent;

import org.jspecify.annotations.NullMarked;
