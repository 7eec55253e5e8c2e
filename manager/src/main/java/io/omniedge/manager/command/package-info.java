/** Commands to devices, and their answers. */
@NullMarked
package io.omniedge.manager.command;

import org.jspecify.annotations.NullMarked;
