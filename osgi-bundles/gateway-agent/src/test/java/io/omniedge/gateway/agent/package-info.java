/** The agent against a broker, a manager that does what a test wants, and a tunnel that is none. */
@NullMarked
package io.omniedge.gateway.agent;

import org.jspecify.annotations.NullMarked;
