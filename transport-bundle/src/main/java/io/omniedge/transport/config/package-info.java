/**
 * Tunnel configuration as the operator writes it: wg-quick files to immutable values and back.
 *
 * <p>{@link io.omniedge.transport.config.WgQuickParser} is the way in, {@link
 * io.omniedge.transport.config.TunnelConfig} the value, {@link
 * io.omniedge.transport.config.ConfigException} says precisely what is wrong and where.
 */
@NullMarked
package io.omniedge.transport.config;

import org.jspecify.annotations.NullMarked;
