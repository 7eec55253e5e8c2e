/**
 * The launcher: starts Apache Felix with the bundles of the gateway, and stops it again. Everything
 * else is bundles.
 */
@NullMarked
package io.omniedge.gateway.runtime;

import org.jspecify.annotations.NullMarked;
