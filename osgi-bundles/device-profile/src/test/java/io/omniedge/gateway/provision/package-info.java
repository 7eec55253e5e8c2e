@NullMarked
package io.omniedge.gateway.provision;

import org.jspecify.annotations.NullMarked;
