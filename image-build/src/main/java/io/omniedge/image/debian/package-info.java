/** Packages of Debian: which, from where, and what is in them. */
@NullMarked
package io.omniedge.image.debian;

import org.jspecify.annotations.NullMarked;
