/** What the bundles log, on top of java.util.logging: levels, the newest lines, the way to Kura. */
@NullMarked
package io.omniedge.gateway.monitoring.log;

import org.jspecify.annotations.NullMarked;
