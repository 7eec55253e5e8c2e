/** What an image is made of, as small files say it. */
@NullMarked
package io.omniedge.image.layer;

import org.jspecify.annotations.NullMarked;
