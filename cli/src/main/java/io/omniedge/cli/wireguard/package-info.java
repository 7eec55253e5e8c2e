/** WireGuard configurations for other programs than ours. */
@NullMarked
package io.omniedge.cli.wireguard;

import org.jspecify.annotations.NullMarked;
