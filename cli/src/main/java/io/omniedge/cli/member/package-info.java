/** This machine as a member of a network, without OSGi. */
@NullMarked
package io.omniedge.cli.member;

import org.jspecify.annotations.NullMarked;
