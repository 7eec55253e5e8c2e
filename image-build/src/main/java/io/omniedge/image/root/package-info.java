/** The root file system as a folder. */
@NullMarked
package io.omniedge.image.root;

import org.jspecify.annotations.NullMarked;
