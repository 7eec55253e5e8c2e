/** Who may talk to whom: the policy language, its compiler, its tests and its explanations. */
@NullMarked
package io.omniedge.manager.policy;

import org.jspecify.annotations.NullMarked;
