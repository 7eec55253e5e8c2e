/** Sign-in by an OpenID provider: authorization code flow with PKCE. */
@NullMarked
package io.omniedge.manager.people.oidc;

import org.jspecify.annotations.NullMarked;
