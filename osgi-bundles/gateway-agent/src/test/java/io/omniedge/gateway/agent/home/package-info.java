/** What is kept on disk, killed at every write. */
@NullMarked
package io.omniedge.gateway.agent.home;

import org.jspecify.annotations.NullMarked;
