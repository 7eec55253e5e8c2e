package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.oidc.OpenIdSettings;
import io.omniedge.manager.web.FakeOpenIdProvider.Signature;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sign-in by an OpenID provider, honest or not. */
class OpenIdTest {
  private static final String DEPART = "/sign-in/openid/works?next=%2Fdevice";
  private static final String ARRIVE = "/sign-in/openid/works/callback?";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeOpenIdProvider provider = new FakeOpenIdProvider(clock);
  private Site site;

  @BeforeEach
  void open() {
    open(Optional.of(Role.VIEWER), List.of());
  }

  private void open(Optional<Role> newcomers, List<String> domains) {
    site = Site.open(folder.resolve(newcomers + "" + domains), clock, settings(newcomers, domains));
    site.addUser(Role.OWNER);
  }

  private OpenIdSettings settings(Optional<Role> newcomers, List<String> domains) {
    return OpenIdSettings.of(
        "works",
        "",
        "Works",
        provider.issuer(),
        FakeOpenIdProvider.CLIENT,
        Optional.of(FakeOpenIdProvider.SECRET),
        newcomers,
        domains);
  }

  private void reopen(Optional<Role> newcomers, List<String> domains) {
    site.close();
    open(newcomers, domains);
  }

  @AfterEach
  void close() {
    site.close();
    provider.close();
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + View.encoded(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  /**
   * A person signs in at the provider and comes back from there, as a browser from another site.
   */
  private HttpResponse<String> signIn(Visit visit) {
    Map<String, String> answer = provider.signIn(Visit.location(visit.get(DEPART)));
    return visit.with("Sec-Fetch-Site", "cross-site").get(ARRIVE + query(answer));
  }

  private void assertRefused(Visit visit, HttpResponse<String> answer) {
    assertEquals(403, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("Not signed in"), answer.body());
    assertEquals("", visit.session());
    assertEquals(1, site.people().all(site.tenant).size(), "nobody was made");
  }

  @Test
  void letsInWhomTheProviderVouchesForAndKnowsThemTheNextTime() {
    Visit visit = site.visit();
    assertTrue(visit.get("/sign-in").body().contains("Sign in with Works"));
    HttpResponse<String> entered = signIn(visit);
    assertEquals("/device", Visit.location(entered));
    assertEquals(200, visit.get("/").statusCode());
    assertEquals(403, visit.get("/users").statusCode(), "a newcomer is a viewer");
    provider.claims = claims -> claims.claim("preferred_username", "renamed");
    assertEquals(303, signIn(site.visit()).statusCode());
    List<Person> people = site.people().all(site.tenant);
    assertEquals(List.of("carla", "owner"), people.stream().map(Person::name).toList());
  }

  @Test
  void asksTheProviderForACodeWithProofAndNonce() {
    HttpResponse<String> departure = site.visit().get(DEPART);
    Map<String, String> request =
        FakeOpenIdProvider.parameters(Visit.location(departure).split("\\?", 2)[1]);
    assertEquals("code", request.get("response_type"));
    assertEquals("S256", request.get("code_challenge_method"));
    assertEquals(43, request.getOrDefault("nonce", "").length());
    assertEquals(43, request.getOrDefault("state", "").length());
    assertEquals(
        "https://localhost:" + site.port + "/sign-in/openid/works/callback",
        request.get("redirect_uri"));
    String cookie = departure.headers().firstValue("Set-Cookie").orElse("");
    assertTrue(cookie.startsWith("__Host-omniedge-ticket="), cookie);
    assertTrue(cookie.contains("; Secure; HttpOnly; SameSite=Lax; Max-Age=600"), cookie);
  }

  static Stream<UnaryOperator<JWTClaimsSet.Builder>> wrongClaims() {
    Date longAgo = Date.from(Instant.EPOCH);
    return Stream.of(
        claims -> claims.claim("nonce", "another"),
        claims -> claims.claim("nonce", null),
        claims -> claims.audience("another client"),
        claims -> claims.audience(List.of()),
        claims -> claims.audience(List.of("manager", "another")),
        claims -> claims.claim("azp", "another"),
        claims -> claims.issuer("https://evil.example"),
        claims -> claims.issuer(null),
        claims -> claims.expirationTime(longAgo),
        claims -> claims.expirationTime(null),
        claims -> claims.issueTime(null),
        claims -> claims.issueTime(Date.from(Instant.parse("2999-01-01T00:00:00Z"))),
        claims -> claims.subject(null),
        claims -> claims.subject(""));
  }

  @ParameterizedTest
  @MethodSource("wrongClaims")
  void refusesATokenWithWrongClaims(UnaryOperator<JWTClaimsSet.Builder> wrong) {
    provider.claims = wrong;
    Visit visit = site.visit();
    assertRefused(visit, signIn(visit));
  }

  @ParameterizedTest
  @EnumSource(names = "OURS", mode = EnumSource.Mode.EXCLUDE)
  void refusesATokenThatTheProviderDidNotSign(Signature signature) {
    provider.signature = signature;
    Visit visit = site.visit();
    assertRefused(visit, signIn(visit));
  }

  @Test
  void refusesATokenThatExpiredMeanwhile() {
    provider.claims =
        claims -> claims.expirationTime(Date.from(clock.instant().minus(Duration.ofMinutes(2))));
    Visit visit = site.visit();
    assertRefused(visit, signIn(visit));
  }

  @Test
  void refusesASignInThatAnotherBrowserBegan() {
    Visit attacker = site.visit();
    Map<String, String> answer = provider.signIn(Visit.location(attacker.get(DEPART)));
    Visit without = site.visit();
    assertRefused(without, without.get(ARRIVE + query(answer)));
    Visit withOwn = site.visit();
    withOwn.get(DEPART);
    assertRefused(withOwn, withOwn.get(ARRIVE + query(answer)));
  }

  @Test
  void refusesACodeOfAnotherSignIn() {
    Visit attacker = site.visit();
    Map<String, String> stolen = provider.signIn(Visit.location(attacker.get(DEPART)));
    Visit visit = site.visit();
    Map<String, String> own = new HashMap<>(provider.signIn(Visit.location(visit.get(DEPART))));
    own.put("code", stolen.get("code"));
    assertRefused(visit, visit.get(ARRIVE + query(own)));
  }

  @Test
  void takesAnAnswerOnce() {
    Visit visit = site.visit();
    Map<String, String> answer = provider.signIn(Visit.location(visit.get(DEPART)));
    assertEquals(303, visit.get(ARRIVE + query(answer)).statusCode());
    assertEquals(403, visit.get(ARRIVE + query(answer)).statusCode());
  }

  @Test
  void refusesAnAnswerInTheNameOfAnotherProvider() {
    Visit visit = site.visit();
    Map<String, String> answer = provider.signIn(Visit.location(visit.get(DEPART)));
    answer.put("iss", "https://evil.example");
    assertRefused(visit, visit.get(ARRIVE + query(answer)));
    answer = provider.signIn(Visit.location(visit.get(DEPART)));
    answer.remove("iss");
    assertRefused(visit, visit.get(ARRIVE + query(answer)));
  }

  @Test
  void refusesAProviderThatCallsItselfOtherwise() {
    provider.announcedIssuer = "https://evil.example";
    Visit visit = site.visit();
    HttpResponse<String> answer = visit.get(DEPART);
    assertRefused(visit, answer);
    assertFalse(answer.body().contains("evil"), "the reason is for the log");
  }

  @Test
  void tellsThePersonWhenTheProviderRefusesOrIsGone() {
    Visit visit = site.visit();
    Map<String, String> answer = provider.signIn(Visit.location(visit.get(DEPART)));
    answer.remove("code");
    answer.put("error", "access_denied");
    HttpResponse<String> refused = visit.get(ARRIVE + query(answer));
    assertRefused(visit, refused);
    assertTrue(refused.body().contains("cancelled"), refused.body());
    provider.close();
    clock.advance(Duration.ofHours(2));
    HttpResponse<String> gone = visit.get(DEPART);
    assertEquals(502, gone.statusCode());
    assertTrue(gone.body().contains("cannot be reached"), gone.body());
    assertEquals(502, visit.get(DEPART).statusCode());
  }

  @Test
  void aRefusedSignInIsInTheLog() {
    reopen(Optional.empty(), List.of());
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(OpenIdPage.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(record.getLevel() + " " + new SimpleFormatter().formatMessage(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      assertEquals(403, signIn(site.visit()).statusCode());
    } finally {
      logger.removeHandler(handler);
    }
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().startsWith("WARNING sign-in by"), lines::toString);
    assertTrue(lines.getFirst().contains("unknown-person, from 127.0.0.1"), lines::toString);
  }

  @Test
  void makesNobodyUnlessItIsConfigured() {
    reopen(Optional.empty(), List.of());
    Visit visit = site.visit();
    HttpResponse<String> answer = signIn(visit);
    assertRefused(visit, answer);
    assertTrue(answer.body().contains("no account here"), answer.body());
  }

  @Test
  void makesOnlyThoseOfTheDomainsWithAVerifiedAddress() {
    reopen(Optional.of(Role.OPERATOR), List.of("plant.example"));
    Visit visit = site.visit();
    provider.claims = claims -> claims.claim("email", "carla@evil.example");
    assertRefused(visit, signIn(visit));
    provider.claims = claims -> claims.claim("email", "carla@plant.example.evil.example");
    assertRefused(visit, signIn(visit));
    provider.claims = claims -> claims.claim("email_verified", false);
    assertRefused(visit, signIn(visit));
    provider.claims = claims -> claims.claim("email", null);
    assertRefused(visit, signIn(visit));
    provider.claims = claims -> claims.claim("email", "Carla@Plant.Example");
    assertEquals(303, signIn(visit).statusCode());
  }

  @Test
  void aNameOrAddressOfSomebodyElseGivesNothingOfTheirs() {
    provider.claims =
        claims -> claims.claim("preferred_username", "owner").claim("email", "owner@plant.example");
    Visit visit = site.visit();
    signIn(visit);
    assertEquals(403, visit.get("/users").statusCode());
    assertEquals(2, site.people().all(site.tenant).size());
  }

  @Test
  void aDisabledPersonStaysOut() {
    signIn(site.visit());
    Visit owner = site.signedIn(Role.OWNER);
    Person carla = site.people().all(site.tenant).getFirst();
    owner.post("/users/" + carla.id() + "/disable", Map.of());
    Visit visit = site.visit();
    HttpResponse<String> answer = signIn(visit);
    assertEquals(403, answer.statusCode());
    assertTrue(answer.body().contains("disabled"));
    assertEquals("", visit.session());
  }

  @Test
  void addsTheProviderToAnAccountWithItsPasswordOnly() {
    Visit owner = site.signedIn(Role.OWNER);
    assertEquals(
        422, owner.post("/account/link", Map.of("provider", "works", "old", "wrong")).statusCode());
    String page =
        owner.post("/account/link", Map.of("provider", "works", "old", Site.PASSWORD)).body();
    String address =
        page.replaceAll("(?s).*href=\"(http://127[^\"]+)\".*", "$1").replace("&amp;", "&");
    Map<String, String> answer = provider.signIn(address);
    assertEquals("/account", Visit.location(owner.get(ARRIVE + query(answer))));
    Visit visit = site.visit();
    signIn(visit);
    assertEquals(200, visit.get("/users").statusCode(), "the owner, by the provider");
    assertEquals(1, site.people().all(site.tenant).size());
  }

  @Test
  void aSignInIsNoLink() {
    Visit owner = site.signedIn(Role.OWNER);
    String before = owner.session();
    HttpResponse<String> entered = signIn(owner);
    assertEquals("/device", Visit.location(entered));
    assertFalse(before.equals(owner.session()));
    assertEquals(2, site.people().all(site.tenant).size(), "carla, and not the owner");
  }

  @Test
  void refusesAnUnknownProvider() {
    assertEquals(404, site.visit().get("/sign-in/openid/other").statusCode());
    assertEquals(403, site.visit().get("/sign-in/openid/other/callback?code=x").statusCode());
  }
}
