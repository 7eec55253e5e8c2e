package io.omniedge.gateway.api.access;

import java.net.InetAddress;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where somebody is who signed in with a {@link SignInMethod}. A service; whenever such places
 * change, its property {@code service.changecount} does. Any thread; returns soon.
 */
@ProviderType
public interface SignedInAddresses {
  /** Whether somebody at that address is signed in now; of the LAN or of a tunnel. */
  boolean isSignedIn(InetAddress address);
}
