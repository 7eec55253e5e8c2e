/** Programs that act for a person: the device authorization grant [RFC 8628] and its tokens. */
@NullMarked
package io.omniedge.manager.people.oauth;

import org.jspecify.annotations.NullMarked;
