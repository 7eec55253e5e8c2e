/** The manager's REST interface, over a connection to exactly that manager. */
@NullMarked
package io.omniedge.cli.manager;

import org.jspecify.annotations.NullMarked;
