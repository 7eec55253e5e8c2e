package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.users.Role;
import io.omniedge.gateway.console.web.Access;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;

/**
 * Lets administrators who are signed in to our page into the Web Console, and nobody else. The Web
 * Console has no tokens in its forms: what changes something has to come from a page of this host.
 */
final class SystemConsoleAccess implements SecurityProvider {
  /** The framework property {@code felix.webconsole.security.providers} waits for it. */
  static final String ID = "io.omniedge.gateway.console";

  private final Access access;
  private final BooleanSupplier open;

  SystemConsoleAccess(Access access, BooleanSupplier open) {
    this.access = access;
    this.open = open;
  }

  @Override
  public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
    Optional<Session> session = access.session(request);
    if (session.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", "/sign-in");
      return null;
    }
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    if (!open.getAsBoolean()
        || session.get().role() != Role.ADMINISTRATOR
        || (!reads && !Access.isFromHere(request))) {
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
      return null;
    }
    access.used(session.get());
    return session.get().user();
  }

  @Override
  public boolean authorize(Object user, String role) {
    return true;
  }

  @Override
  public void logout(HttpServletRequest request, HttpServletResponse response) {
    access.signOut(request);
  }
}
