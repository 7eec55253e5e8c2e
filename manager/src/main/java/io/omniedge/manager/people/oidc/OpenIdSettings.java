package io.omniedge.manager.people.oidc;

import io.omniedge.manager.access.Role;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operator configured of a tenant's OpenID provider. No record, because of the secret. */
public final class OpenIdSettings {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,40}");

  private final String label;
  private final String tenant;
  private final String name;
  private final String issuer;
  private final String clientId;
  private final @Nullable String clientSecret;
  private final @Nullable Role defaultRole;
  private final List<String> domains;

  private OpenIdSettings(
      String label,
      String tenant,
      String name,
      String issuer,
      String clientId,
      Optional<String> clientSecret,
      Optional<Role> defaultRole,
      List<String> domains) {
    this.label = label;
    this.tenant = tenant;
    this.name = name;
    this.issuer = issuer;
    this.clientId = clientId;
    this.clientSecret = clientSecret.orElse(null);
    this.defaultRole = defaultRole.orElse(null);
    this.domains = List.copyOf(domains);
  }

  /**
   * A provider.
   *
   * @param label part of the address that people come back to
   * @param tenant name of the tenant whose people it vouches for; empty if there is only one
   * @param name on the button
   * @param issuer its identifier [OpenID Connect Discovery]; https, but for this machine
   * @param clientId as the provider knows us
   * @param clientSecret if it gave us one
   * @param defaultRole of whoever comes for the first time; nothing if people must be here before
   * @param domains of verified e-mail addresses that may come for the first time; empty for any
   * @throws IllegalArgumentException with the reason
   */
  public static OpenIdSettings of(
      String label,
      String tenant,
      String name,
      String issuer,
      String clientId,
      Optional<String> clientSecret,
      Optional<Role> defaultRole,
      List<String> domains) {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("a provider's label must be 1 to 40 of a-z, 0-9 and -");
    }
    URI address = URI.create(issuer);
    boolean here = List.of("localhost", "127.0.0.1", "[::1]").contains(address.getHost());
    if (address.getHost() == null
        || !("https".equals(address.getScheme()) || (here && "http".equals(address.getScheme())))) {
      throw new IllegalArgumentException("the issuer must be https://host/path: " + issuer);
    }
    if (defaultRole.filter(role -> role.compareTo(Role.ADMIN) <= 0).isPresent()) {
      throw new IllegalArgumentException(
          "the role of newcomers must be operator, auditor or viewer");
    }
    return new OpenIdSettings(
        label,
        tenant,
        name,
        issuer,
        clientId,
        clientSecret,
        defaultRole,
        domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList());
  }

  /** Part of the address that people come back to. */
  public String label() {
    return label;
  }

  /** Name of the tenant. */
  public String tenant() {
    return tenant;
  }

  /** On the button. */
  public String name() {
    return name;
  }

  String issuer() {
    return issuer;
  }

  String clientId() {
    return clientId;
  }

  Optional<String> exposeClientSecret() {
    return Optional.ofNullable(clientSecret);
  }

  Optional<Role> defaultRole() {
    return Optional.ofNullable(defaultRole);
  }

  List<String> domains() {
    return domains;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return label + ": " + issuer + " as " + clientId;
  }
}
