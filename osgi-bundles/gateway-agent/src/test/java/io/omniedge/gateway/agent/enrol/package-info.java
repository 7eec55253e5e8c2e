/** Parts of enrolment. */
@NullMarked
package io.omniedge.gateway.agent.enrol;

import org.jspecify.annotations.NullMarked;
