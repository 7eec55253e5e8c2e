/** One class for each command. */
@NullMarked
package io.omniedge.cli.command;

import org.jspecify.annotations.NullMarked;
