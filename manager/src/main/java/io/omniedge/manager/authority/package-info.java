/** The keys of the manager: its certificate authority, and the key that signs maps. */
@NullMarked
package io.omniedge.manager.authority;

import org.jspecify.annotations.NullMarked;
