/** The program: settings, start, backup, restore. */
@NullMarked
package io.omniedge.manager.server;

import org.jspecify.annotations.NullMarked;
