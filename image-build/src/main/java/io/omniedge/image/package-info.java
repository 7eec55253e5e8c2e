/** Makes flashable images from Debian packages, our bundles and device profiles. */
@NullMarked
package io.omniedge.image;

import org.jspecify.annotations.NullMarked;
