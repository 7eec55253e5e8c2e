/** What comes with an image, so that others can check it. */
@NullMarked
package io.omniedge.image.evidence;

import org.jspecify.annotations.NullMarked;
