@NullMarked
package io.omniedge.gateway.device;

import org.jspecify.annotations.NullMarked;
