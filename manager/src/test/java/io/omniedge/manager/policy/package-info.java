/** Tests of the policy language, against a slow reading of it. */
@NullMarked
package io.omniedge.manager.policy;

import org.jspecify.annotations.NullMarked;
