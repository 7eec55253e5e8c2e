/** The people of a tenant: who they are, how they sign in, what they may do. */
@NullMarked
package io.omniedge.manager.people;

import org.jspecify.annotations.NullMarked;
