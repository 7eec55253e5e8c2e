package io.omniedge.manager.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** An OpenID provider that lies as it is told to. */
final class FakeOpenIdProvider implements AutoCloseable {
  static final String CLIENT = "manager";
  static final String SECRET = "a client secret that is long enough to sign with";

  /** How the token is signed. */
  enum Signature {
    OURS,
    ANOTHER_KEY,
    CLIENT_SECRET,
    NONE
  }

  private record Grant(String nonce, String challenge, String redirect) {}

  private final HttpServer server;
  private final InstantSource clock;
  private final RSAKey key;
  private final RSAKey otherKey;
  private final Map<String, Grant> grants = new HashMap<>();

  volatile UnaryOperator<JWTClaimsSet.Builder> claims = claims -> claims;
  volatile Signature signature = Signature.OURS;
  volatile boolean announcesIssuer = true;
  volatile String announcedIssuer;

  FakeOpenIdProvider(InstantSource clock) {
    this.clock = clock;
    try {
      key = new RSAKeyGenerator(2048).keyID("k1").generate();
      otherKey = new RSAKeyGenerator(2048).keyID("k1").generate();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (JOSEException | IOException e) {
      throw new AssertionError(e);
    }
    announcedIssuer = issuer();
    server.createContext(
        "/.well-known/openid-configuration", exchange -> answer(exchange, 200, metadata()));
    server.createContext(
        "/jwks", exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
    server.createContext("/token", this::token);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String metadata() {
    return JsonObject.builder()
        .put("issuer", announcedIssuer)
        .put("authorization_endpoint", issuer() + "/authorize")
        .put("token_endpoint", issuer() + "/token")
        .put("jwks_uri", issuer() + "/jwks")
        .put("response_types_supported", JsonArray.ofTexts(List.of("code")))
        .put("subject_types_supported", JsonArray.ofTexts(List.of("public")))
        .put(
            "id_token_signing_alg_values_supported",
            JsonArray.ofTexts(List.of("none", "HS256", "RS256")))
        .put("authorization_response_iss_parameter_supported", announcesIssuer)
        .build()
        .toJson();
  }

  /** What the person's browser brings back after they have signed in at this address. */
  Map<String, String> signIn(String address) {
    Map<String, String> request = parameters(URI.create(address).getRawQuery());
    String code = UUID.randomUUID().toString();
    grants.put(
        code,
        new Grant(
            request.getOrDefault("nonce", ""),
            request.getOrDefault("code_challenge", ""),
            request.getOrDefault("redirect_uri", "")));
    Map<String, String> answer = new HashMap<>();
    answer.put("code", code);
    answer.put("state", request.getOrDefault("state", ""));
    answer.put("iss", issuer());
    return answer;
  }

  static Map<String, String> parameters(String query) {
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> URLDecoder.decode(pair[0], UTF_8),
                pair -> URLDecoder.decode(pair[1], UTF_8)));
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> request =
        parameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    Grant grant = grants.remove(request.getOrDefault("code", ""));
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + SECRET.replace(" ", "+")).getBytes(UTF_8));
    boolean isOurs =
        grant != null
            && basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && grant.redirect.equals(request.get("redirect_uri"))
            && CodeChallenge.compute(
                    CodeChallengeMethod.S256,
                    new CodeVerifier(request.getOrDefault("code_verifier", "x".repeat(43))))
                .getValue()
                .equals(grant.challenge);
    if (!isOurs || grant == null) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    answer(
        exchange,
        200,
        JsonObject.builder()
            .put("access_token", "at")
            .put("token_type", "Bearer")
            .put("id_token", idToken(grant))
            .build()
            .toJson());
  }

  private String idToken(Grant grant) {
    Instant now = clock.instant();
    JWTClaimsSet set =
        claims
            .apply(
                new JWTClaimsSet.Builder()
                    .issuer(issuer())
                    .subject("subject-1")
                    .audience(CLIENT)
                    .claim("nonce", grant.nonce)
                    .claim("preferred_username", "Carla")
                    .claim("email", "carla@plant.example")
                    .claim("email_verified", true)
                    .issueTime(Date.from(now))
                    .expirationTime(Date.from(now.plusSeconds(300))))
            .build();
    try {
      return switch (signature) {
        case NONE -> new PlainJWT(set).serialize();
        case CLIENT_SECRET -> {
          SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set);
          token.sign(new MACSigner(SECRET));
          yield token.serialize();
        }
        default -> {
          SignedJWT token =
              new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), set);
          token.sign(new RSASSASigner(signature == Signature.OURS ? key : otherKey));
          yield token.serialize();
        }
      };
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
