package io.omniedge.manager.people.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.omniedge.manager.problem.Problem;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider: sends people there, and believes what they bring back once signature, issuer,
 * audience, nonce and time are right [OpenID Connect Core, 3.1]. Thread-safe; asks the provider
 * over the network.
 */
final class OpenIdProvider {
  private static final Logger LOG = System.getLogger(OpenIdProvider.class.getName());

  private static final int TIMEOUT_MS = 5_000;
  private static final int MAX_BYTES = 1 << 20;
  private static final Duration METADATA_KEPT = Duration.ofHours(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final int CLOCK_SKEW_S = 60;

  /** [OpenID Connect Core, 2]. */
  private static final int MAX_SUBJECT_CHARS = 255;

  /**
   * Signatures that only the provider can make; HS256 could be made by whoever knows our secret.
   */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OpenIdSettings settings;
  private final URI redirect;
  private final InstantSource clock;
  // Not synchronized: the one who holds it waits for the network.
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Known known;
  private Instant unreachableUntil = Instant.MIN;

  /** The provider as it describes itself. */
  private record Known(
      OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant readAt) {}

  OpenIdProvider(OpenIdSettings settings, URI redirect, InstantSource clock) {
    this.settings = settings;
    this.redirect = redirect;
    this.clock = clock;
  }

  OpenIdSettings settings() {
    return settings;
  }

  /** Where the browser goes to sign in. */
  URI authorization(Ticket ticket) {
    return new AuthenticationRequest.Builder(
            new ResponseType(ResponseType.Value.CODE),
            new Scope("openid", "profile", "email"),
            new ClientID(settings.clientId()),
            redirect)
        .endpointURI(known().metadata.getAuthorizationEndpointURI())
        .state(ticket.state())
        .nonce(ticket.nonce())
        .codeChallenge(ticket.verifier(), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * The person whom the provider sent back with these parameters.
   *
   * @throws Problem for the person, 403 or 502
   */
  Vouched vouched(Ticket ticket, Map<String, List<String>> parameters) {
    Known provider = known();
    AuthorizationCode code = code(provider, ticket, parameters);
    JWT token = redeem(provider, ticket, code);
    return claims(provider, token, ticket.nonce());
  }

  private AuthorizationCode code(
      Known provider, Ticket ticket, Map<String, List<String>> parameters) {
    AuthenticationResponse response;
    try {
      response = AuthenticationResponseParser.parse(redirect, parameters);
    } catch (ParseException e) {
      throw refused("The answer of the sign-in service cannot be read.", e);
    }
    if (!ticket.state().equals(response.getState())) {
      throw refused("This sign-in was begun in another window or browser. Try again.", null);
    }
    // Which provider answers, where it says so: else one could pass for another [RFC 9207].
    boolean saysIssuer = provider.metadata.supportsAuthorizationResponseIssuerParam();
    Issuer issuer = response.getIssuer();
    if (issuer == null ? saysIssuer : !issuer.getValue().equals(settings.issuer())) {
      throw refused("The answer comes from another sign-in service.", null);
    }
    if (response instanceof AuthenticationErrorResponse error) {
      String reason = error.getErrorObject().getCode();
      throw refused(
          "access_denied".equals(reason)
              ? "The sign-in was cancelled, or you may not use this service."
              : "The sign-in service refused.",
          new IOException("the provider answers " + reason));
    }
    if (response instanceof AuthenticationSuccessResponse success
        && success.getAuthorizationCode() != null) {
      return success.getAuthorizationCode();
    }
    throw refused("The answer of the sign-in service has no code.", null);
  }

  private JWT redeem(Known provider, Ticket ticket, AuthorizationCode code) {
    AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, redirect, ticket.verifier());
    URI endpoint = provider.metadata.getTokenEndpointURI();
    ClientID client = new ClientID(settings.clientId());
    Optional<String> secret = settings.exposeClientSecret();
    TokenRequest request =
        secret.isPresent()
            ? new TokenRequest.Builder(
                    endpoint, new ClientSecretBasic(client, new Secret(secret.get())), grant)
                .build()
            : new TokenRequest.Builder(endpoint, client, grant).build();
    try {
      HTTPRequest http = request.toHTTPRequest();
      http.setConnectTimeout(TIMEOUT_MS);
      http.setReadTimeout(TIMEOUT_MS);
      http.setFollowRedirects(false);
      HTTPResponse answer = http.send();
      if (OIDCTokenResponseParser.parse(answer) instanceof OIDCTokenResponse tokens
          && tokens.getOIDCTokens().getIDToken() != null) {
        return tokens.getOIDCTokens().getIDToken();
      }
      throw refused(
          "The sign-in service did not confirm the sign-in.",
          new IOException("the token endpoint answers " + answer.getStatusCode()));
    } catch (ParseException e) {
      throw refused("The sign-in service did not confirm the sign-in.", e);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private Vouched claims(Known provider, JWT token, Nonce nonce) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(algorithms(provider), provider.keys));
    processor.setJWTClaimsSetVerifier(new Verifier(nonce));
    try {
      JWTClaimsSet claims = processor.process(token, null);
      boolean isVerified = Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
      return new Vouched(
          settings.issuer(),
          String.valueOf(claims.getSubject()),
          text(claims, "preferred_username"),
          isVerified ? text(claims, "email") : "");
    } catch (BadJOSEException | JOSEException | java.text.ParseException e) {
      throw refused("What the sign-in service says of you cannot be trusted.", e);
    }
  }

  private static Set<JWSAlgorithm> algorithms(Known provider) {
    List<JWSAlgorithm> announced = provider.metadata.getIDTokenJWSAlgs();
    if (announced == null || announced.isEmpty()) {
      return Set.of(JWSAlgorithm.RS256);
    }
    Set<JWSAlgorithm> both =
        announced.stream().filter(ALGORITHMS::contains).collect(Collectors.toSet());
    return both.isEmpty() ? Set.of(JWSAlgorithm.RS256) : both;
  }

  /** Issuer, audience, authorized party, expiry, time of issue and nonce, by our clock. */
  private final class Verifier extends DefaultJWTClaimsVerifier<SecurityContext> {
    Verifier(Nonce nonce) {
      super(
          settings.clientId(),
          new JWTClaimsSet.Builder()
              .issuer(settings.issuer())
              .claim("nonce", nonce.getValue())
              .build(),
          Set.of("sub", "iat", "exp"));
      setMaxClockSkew(CLOCK_SKEW_S);
    }

    @Override
    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context)
        throws BadJWTException {
      super.verify(claims, context);
      String subject = claims.getSubject();
      if (subject.isEmpty() || subject.length() > MAX_SUBJECT_CHARS) {
        throw new BadJWTException("the token names nobody");
      }
      Object party = claims.getClaim("azp");
      if (party == null ? claims.getAudience().size() > 1 : !party.equals(settings.clientId())) {
        throw new BadJWTException("the token was made for another client");
      }
      if (claims.getIssueTime().toInstant().isAfter(clock.instant().plusSeconds(CLOCK_SKEW_S))) {
        throw new BadJWTException("the token was made in the future");
      }
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }

  private static String text(JWTClaimsSet claims, String name) throws java.text.ParseException {
    String value = claims.getStringClaim(name);
    return value == null ? "" : value;
  }

  private Known known() {
    lock.lock();
    try {
      Instant now = clock.instant();
      Known present = known;
      if (present == null || Duration.between(present.readAt, now).compareTo(METADATA_KEPT) > 0) {
        present = discover(now);
        known = present;
      }
      return present;
    } finally {
      lock.unlock();
    }
  }

  private Known discover(Instant now) {
    if (now.isBefore(unreachableUntil)) {
      throw unreachable(new IOException("it could not be reached a moment ago"));
    }
    try {
      // Refuses metadata that name another issuer.
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(new Issuer(settings.issuer()), TIMEOUT_MS, TIMEOUT_MS);
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.create(
                  metadata.getJWKSetURI().toURL(),
                  new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MAX_BYTES))
              .retrying(true)
              .build();
      return new Known(metadata, keys, now);
    } catch (GeneralException | MalformedURLException e) {
      throw refused("The sign-in service describes itself wrongly.", e);
    } catch (IOException e) {
      // Those who come meanwhile do not wait in turn for the same silence.
      unreachableUntil = now.plus(RETRY_AFTER);
      throw unreachable(e);
    }
  }

  /** For the person a sentence, for the log the reason. */
  private Problem refused(String text, @Nullable Exception reason) {
    LOG.log(Logger.Level.WARNING, "sign-in by " + settings.issuer() + " refused: " + text, reason);
    return Problem.of(403, "openid-refused", "Not signed in", text);
  }

  private Problem unreachable(IOException reason) {
    LOG.log(Logger.Level.WARNING, settings.issuer() + " cannot be reached", reason);
    return Problem.of(
        502,
        "openid-unreachable",
        "Not signed in",
        "The sign-in service cannot be reached just now. Try again in a moment.");
  }
}
