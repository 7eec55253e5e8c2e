package io.omniedge.gateway.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How people come in whom a plugin vouches for, what they may, and how they are out again. */
class VendorTest {
  private static final String DESK = "192.168.50.2";
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  @TempDir Path folder;
  private Desk desk;
  private final VendorMethod method = new VendorMethod();

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(folder).withUsers();
    desk.vendors.add(method);
  }

  private static Visit signIn(String user, String secret) {
    return Visit.post("/sign-in")
        .with("method", VendorMethod.ID)
        .with("name", user)
        .with("password", secret);
  }

  private String vendor() {
    Visit visit = signIn("anna", VendorMethod.SECRET).at(desk.page);
    assertEquals(303, visit.status(), visit.text());
    return visit.givenToken();
  }

  private boolean isSignedIn(String address) throws UnknownHostException {
    return desk.vendors.isSignedIn(InetAddress.getByName(address));
  }

  @Test
  void theSignInOffersWhatThereIsAndOnlyThen() {
    assertTrue(Visit.get("/sign-in").at(desk.page).text().contains("vendor: Pump works"));
    desk.vendors.remove(method);
    assertFalse(Visit.get("/sign-in").at(desk.page).text().contains("vendor"));
  }

  @Test
  void askingForThePageAgainAndAgainDoesNotKeepAPluginBusy() {
    for (int i = 0; i < 100; i++) {
      Visit.get("/sign-in").at(desk.page);
    }
    assertEquals(1, method.offered);
    desk.clock.addAndGet(TimeUnit.SECONDS.toNanos(6));
    Visit.get("/sign-in").at(desk.page);
    assertEquals(2, method.offered);
  }

  @Test
  void whoIsVouchedForMayLookAndNoMoreWhateverRolesThereAre() {
    String token = vendor();
    assertEquals(List.of(VendorMethod.ID + " vendor-access anna"), method.asked);
    Visit page = Visit.get("/users").cookie(token).at(desk.page);
    assertEquals(200, page.status());
    assertTrue(page.text().contains("anna, vendor"), page.text());
    assertTrue(page.text().contains("at most 8 h 0 min left"), page.text());
    assertFalse(page.text().contains("own-password"));
    assertFalse(page.text().contains("/users/add"));
    String form = "/configuration/of/" + FakeGateway.PUMP;
    assertEquals(403, desk.form(token, form).with("speed", "9").at(desk.page).status());
    assertEquals(403, desk.form(token, "/users/own-password").at(desk.page).status());
    Visit add = desk.form(token, "/users/add").with("name", "eve").with("password", Desk.PASSWORD);
    assertEquals(403, add.at(desk.page).status());
    assertTrue(desk.gateway.changes.isEmpty());
    assertEquals(2, desk.users.roles().size());
  }

  @Test
  void whoIsNotVouchedForIsToldTheSameAsAnyoneElse() {
    Visit local =
        Visit.post("/sign-in").with("name", "anna").with("password", "wrong").at(desk.page);
    Visit wrong = signIn("anna", "wrong").at(desk.page);
    Visit unknown =
        Visit.post("/sign-in")
            .with("method", "com.example.other#x")
            .with("name", "anna")
            .with("password", VendorMethod.SECRET)
            .at(desk.page);
    method.broken = true;
    Visit broken = signIn("anna", VendorMethod.SECRET).at(desk.page);
    for (Visit visit : List.of(local, wrong, unknown, broken)) {
      assertEquals(422, visit.status());
      assertTrue(visit.text().contains("User name or password is wrong."));
      assertEquals("", visit.answer("Set-Cookie"));
    }
  }

  @Test
  void guessingIsSlowedTogetherWithGuessingAtUsers() {
    for (int i = 0; i < 4; i++) {
      assertEquals(422, signIn("anna", "wrong " + i).at(desk.page).status());
    }
    Visit local = Visit.post("/sign-in").with("name", "alice").with("password", "wrong");
    assertEquals(422, local.at(desk.page).status());
    assertEquals(429, signIn("anna", VendorMethod.SECRET).at(desk.page).status());
    assertEquals(4, method.asked.size(), "the plugin is not asked");
  }

  @Test
  void usersOfTheGatewayGoOn() {
    Visit visit =
        Visit.post("/sign-in")
            .with("method", "")
            .with("name", "alice")
            .with("password", Desk.PASSWORD)
            .at(desk.page);
    assertTrue(desk.isIn(visit.givenToken()));
    assertTrue(method.asked.isEmpty());
    Visit page = Visit.get("/users").cookie(visit.givenToken()).at(desk.page);
    assertFalse(page.text().contains("at most"));
  }

  @Test
  void aSubjectNamedAsAUserIsNotThatUserAndCrowdsNobodyOut() throws Exception {
    method.subject = "alice";
    String alice = desk.administrator();
    List<String> vendors = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      vendors.add(vendor());
    }
    assertTrue(desk.isIn(alice));
    assertFalse(desk.isIn(vendors.get(0)), "the oldest made room");
    String last = vendors.get(119);
    assertTrue(desk.isIn(last));
    desk.access.signOutAll("alice");
    assertFalse(desk.isIn(alice));
    assertTrue(desk.isIn(last), "it is not hers");
  }

  @Test
  void theSessionIsGoodFromItsAddressAlone() throws Exception {
    String token = vendor();
    assertEquals(
        303, Visit.get("/users").cookie(token).from("192.168.50.3").at(desk.page).status());
    assertTrue(desk.isIn(token));
    assertTrue(isSignedIn(DESK));
    assertFalse(isSignedIn("192.168.50.3"));
  }

  @Test
  void aLinkLocalAddressIsKnownWithoutItsInterface() throws Exception {
    Visit visit = signIn("anna", VendorMethod.SECRET).from("fe80::7%lan0").at(desk.page);
    assertEquals(303, visit.status());
    assertTrue(isSignedIn("fe80::7"));
  }

  @Test
  void itIsToldWhereVendorsAreAndNotWhereUsersAre() throws Exception {
    desk.administrator();
    desk.vendors.look();
    assertFalse(isSignedIn(DESK));
    assertEquals(0, desk.told.get());
    String token = vendor();
    assertTrue(isSignedIn(DESK));
    assertEquals(1, desk.told.get());
    String second = vendor();
    desk.form(token, "/sign-out").at(desk.page);
    assertTrue(isSignedIn(DESK), "the other session");
    assertEquals(1, desk.told.get());
    desk.form(second, "/sign-out").at(desk.page);
    assertFalse(isSignedIn(DESK));
    assertEquals(2, desk.told.get());
  }

  @Test
  void endsAfterEightHoursHoweverBusy() throws Exception {
    String token = vendor();
    for (int minutes = 0; minutes < 8 * 60; minutes += 20) {
      assertTrue(desk.isIn(token), minutes + " min");
      desk.clock.addAndGet(20 * MINUTE);
    }
    assertTrue(desk.isIn(token));
    desk.clock.addAndGet(1);
    assertFalse(isSignedIn(DESK), "before anybody looks");
    assertFalse(desk.isIn(token));
  }

  @Test
  void anIdleOneEndsAndThatIsTold() throws Exception {
    vendor();
    desk.clock.addAndGet(Desk.IDLE + 1);
    assertFalse(isSignedIn(DESK));
    desk.vendors.look();
    assertEquals(2, desk.told.get());
  }

  @Test
  void everyFiveMinutesItIsAskedAgainAndWhoIsNotVouchedForIsOut() throws Exception {
    String token = vendor();
    method.asked.clear();
    desk.clock.addAndGet(5 * MINUTE - 1);
    desk.vendors.confirm();
    assertTrue(method.asked.isEmpty());
    desk.clock.addAndGet(1);
    desk.vendors.confirm();
    desk.vendors.confirm();
    assertEquals(List.of("valid " + VendorMethod.ID + " token-1"), method.asked);
    assertTrue(desk.isIn(token));
    method.valid = false;
    desk.clock.addAndGet(5 * MINUTE);
    desk.vendors.confirm();
    assertFalse(desk.isIn(token));
    assertFalse(isSignedIn(DESK));
    assertEquals(2, desk.told.get());
  }

  @Test
  void whoeverCannotSayThatASessionIsGoodEndsIt() {
    String token = vendor();
    method.broken = true;
    desk.clock.addAndGet(5 * MINUTE);
    desk.vendors.confirm();
    assertFalse(desk.isIn(token));
  }

  @Test
  void withThePluginItsPeopleAreGone() {
    String token = vendor();
    String alice = desk.administrator();
    desk.vendors.remove(method);
    desk.vendors.confirm();
    assertFalse(desk.isIn(token));
    assertTrue(desk.isIn(alice));
  }

  @Test
  void theLogSaysWhoCameAndGoesWithoutSecretsOrLinesOfTheirs() {
    List<String> lines = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(java.text.MessageFormat.format(line.getMessage(), line.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("io.omniedge.gateway.console.vendor.Vendors");
    log.addHandler(handler);
    try {
      vendor();
      signIn("eve\nroot, signed in", "guess 7").at(desk.page);
      method.valid = false;
      desk.clock.addAndGet(5 * MINUTE);
      desk.vendors.confirm();
    } finally {
      log.removeHandler(handler);
    }
    assertEquals(
        List.of(
            "anna, vendor, signed in from 192.168.50.2 by Pump works, to look for at most 8 h",
            "nobody signed in as vendor \"eve?root, signed in\" from 192.168.50.2 by Pump works",
            "anna, vendor, is signed out at 192.168.50.2: nobody vouches any more"),
        lines);
  }
}
