/** Messages over MQTT, and the topics they have. */
@NullMarked
package io.omniedge.protocol.message;

import org.jspecify.annotations.NullMarked;
