package io.omniedge.gateway.agent.link;

import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.gateway.agent.time.EffectiveTime;

/**
 * Where a link goes and whose it is.
 *
 * @param credentials of the member; they print no key
 * @param boot of this run of the agent, for the will
 * @param time at which the broker's certificate is judged
 */
public record LinkSettings(Credentials credentials, String boot, EffectiveTime time) {}
