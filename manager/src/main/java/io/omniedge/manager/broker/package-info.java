/** MQTT: the embedded broker or another one, and our own connection to it. */
@NullMarked
package io.omniedge.manager.broker;

import org.jspecify.annotations.NullMarked;
