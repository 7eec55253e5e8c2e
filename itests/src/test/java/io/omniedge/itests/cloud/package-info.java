/** A cloud connection as Kura has them, in a bundle of its own, with the test as the cloud. */
@NullMarked
package io.omniedge.itests.cloud;

import org.jspecify.annotations.NullMarked;
