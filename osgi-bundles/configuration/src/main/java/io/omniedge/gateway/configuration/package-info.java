/**
 * Kura's ConfigurationService for our own runtime. What is written against Kura behaves the same
 * here, with one difference: an update that the component's metatype does not allow is refused
 * whole.
 *
 * <p>The truth is what ConfigurationAdmin holds under a {@code kura.service.pid}. Every change is
 * the same step: read it all, compute what it shall be, write that as a snapshot, then apply the
 * difference. A process killed before the snapshot has its name finds the old configuration at the
 * next start, one killed after it the new one; {@link io.omniedge.gateway.configuration.snapshot
 * snapshots} decide at each start.
 *
 * <p>Not here, because nothing of ours needs it: {@code SelfConfiguringComponent} and localized
 * metatype files.
 */
@NullMarked
package io.omniedge.gateway.configuration;

import org.jspecify.annotations.NullMarked;
