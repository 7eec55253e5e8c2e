/** Reports on their way to the manager. */
@NullMarked
package io.omniedge.gateway.agent.report;

import org.jspecify.annotations.NullMarked;
