/** What happens on the gateway, as calls of plugins; and what their answers change. */
@NullMarked
package io.omniedge.plugin.dispatch;

import org.jspecify.annotations.NullMarked;
