@NullMarked
package io.omniedge.tun.packet;

import org.jspecify.annotations.NullMarked;
