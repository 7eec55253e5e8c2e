/** Which manager to talk to, and as whom. */
@NullMarked
package io.omniedge.cli.profile;

import org.jspecify.annotations.NullMarked;
