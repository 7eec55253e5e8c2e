/** The REST interface below /api/v1. */
@NullMarked
package io.omniedge.manager.api;

import org.jspecify.annotations.NullMarked;
