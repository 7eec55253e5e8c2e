/** Signatures of documents: Ed25519 [RFC 8032] in JSON Web Signatures [RFC 7515, RFC 8037]. */
@NullMarked
package io.omniedge.protocol.sign;

import org.jspecify.annotations.NullMarked;
