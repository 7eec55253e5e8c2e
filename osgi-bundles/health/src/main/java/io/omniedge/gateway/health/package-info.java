/** What can be wrong with a gateway: each check is a value that is asked and answers. */
@NullMarked
package io.omniedge.gateway.health;

import org.jspecify.annotations.NullMarked;
