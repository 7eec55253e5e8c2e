/** What runs before the root file system: GRUB, the first root, the root of trust. */
@NullMarked
package io.omniedge.image.boot;

import org.jspecify.annotations.NullMarked;
