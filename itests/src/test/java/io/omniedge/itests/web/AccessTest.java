package io.omniedge.itests.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Crowd;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who gets at the web page, and who does not. */
@Tag("netns")
class AccessTest {
  private static final String PAGE = "io.omniedge.gateway.console.WebPage";
  private static final String FORM = Site.URL + "/configuration/of/" + PAGE;
  private static final String CONSOLE = Site.URL + "/system/console/bundles";
  private static final String TUNNEL_INNER = "10.77.0.1";
  private static final String ATTACKER = "192.168.50.66";

  /** Of the connections of one address; a browser needs six. */
  private static final int KEPT = 16;

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a web page");
  }

  /** A tunnel to the other plant, configured by files. */
  private static void joinOther(Site site) {
    Host gateway = site.gateway();
    GatewayRuntime.deploy(
        gateway,
        "io.omniedge.transport.Tunnel-plant",
        Map.of(
            "kura.service.pid",
            "plant",
            "interfaceName",
            "omni0",
            "address",
            TUNNEL_INNER + "/24",
            "listenPort",
            "" + Site.PORT));
    GatewayRuntime.deploy(
        gateway,
        "io.omniedge.transport.Peer-other",
        Map.of(
            "kura.service.pid", "other",
            "Tunnel.target", "(kura.service.pid=plant)",
            "publicKey", site.otherKey(),
            "allowedIPs", Site.OTHER_INNER + "/32",
            "endpoint", "203.0.113.2:51820"));
    Matcher key = site.runtime().awaitOutput("plant is up, its public key is (\\S+)");
    site.other()
        .wg()
        .set(
            "peer",
            key.group(1),
            "allowed-ips",
            TUNNEL_INNER + "/32," + Site.GATEWAY_LAN + "/32",
            "endpoint",
            Site.GATEWAY_WAN + ":" + Site.PORT);
    Ping.awaitAnswer(gateway, Site.OTHER_INNER);
  }

  private static int status(Host from, String address) {
    return new Visitor(from).ask("https://" + address + ":8443/", "--max-time", "3").status();
  }

  private static String listening(Site site) {
    return site.gateway().run("ss", "-H", "-l", "-t", "-n");
  }

  @Test
  void isToBeHadFromTheLanAndFromNowhereElse() {
    try (Site site = Site.open("reach")) {
      joinOther(site);
      Host other = site.other().host();
      assertEquals(303, status(site.desk(), Site.GATEWAY_LAN));
      assertEquals(303, status(site.gateway(), Site.GATEWAY_LAN), "from the gateway itself");
      assertEquals(303, status(site.gateway(), "127.0.0.1"));
      assertEquals(0, status(site.desk(), Site.GATEWAY_WAN));
      assertEquals(0, status(other, Site.GATEWAY_WAN));
      assertEquals(0, status(other, TUNNEL_INNER));
      assertEquals(
          List.of(Site.GATEWAY_LAN + ":8443"),
          listening(site)
              .lines()
              .map(line -> line.strip().split("\\s+")[3])
              .map(address -> address.replace("[::ffff:", "").replace("]", ""))
              .filter(address -> !address.startsWith("127.0.0.1:"))
              .toList(),
          "besides loopback");

      // Linux takes a packet to the LAN's address from the internet's side, and from the tunnel.
      other.run("ip", "route", "add", Site.GATEWAY_LAN, "via", Site.GATEWAY_WAN);
      assertTrue(Ping.answers(other, Site.GATEWAY_LAN), "the packets do arrive");
      assertEquals(0, status(other, Site.GATEWAY_LAN));
      other.run("ip", "route", "replace", Site.GATEWAY_LAN, "dev", "omni0");
      Ping.awaitAnswer(other, Site.GATEWAY_LAN);
      assertEquals(0, status(other, Site.GATEWAY_LAN));

      Visitor owner = Visitor.owner(site);
      assertEquals(
          303,
          owner.send(FORM, "port=8443", "interfaces=omni0, lan0, wan0", "idleMinutes=30").status());
      site.runtime().awaitOutput("the web page is at https://" + TUNNEL_INNER + ":8443/$");
      assertEquals(303, status(other, TUNNEL_INNER), "the tunnel is named");
      assertEquals(303, status(other, Site.GATEWAY_LAN), "and so is whoever comes through it");
      assertEquals(0, status(other, Site.GATEWAY_WAN), "named or not");
      assertFalse(listening(site).contains(Site.GATEWAY_WAN));
    }
  }

  @Test
  void tellsNothingToWhoIsNotSignedIn() {
    try (Site site = Site.open("door")) {
      Host desk = site.desk();
      Visitor stranger = new Visitor(desk);
      assertEquals(
          0, stranger.ask(Site.URL, "--tls-max", "1.1", "--ciphers", "ALL@SECLEVEL=0").status());
      assertEquals(303, stranger.ask(Site.URL + "/", "--tls-max", "1.2").status());
      assertEquals(303, stranger.ask(Site.URL + "/", "--tlsv1.3").status());
      int plain = stranger.ask("http://" + Site.GATEWAY_LAN + ":8443/").status();
      assertTrue(plain == 0 || plain == 400, "plain HTTP: " + plain);
      assertEquals(0, stranger.ask("http://" + Site.GATEWAY_LAN + "/").status());

      String fingerprint =
          desk.run(
              "sh",
              "-c",
              "openssl s_client -connect "
                  + Site.GATEWAY_LAN
                  + ":8443 </dev/null 2>/dev/null"
                  + " | openssl x509 -noout -fingerprint -sha256");
      assertTrue(
          site.ask("status").contains(fingerprint.strip().replaceFirst(".*=", "SHA-256 ")),
          fingerprint);

      // Answered by the server before any page: they say no more than they must.
      for (String path :
          List.of("/a%2fb", "/%2e%2e/x", "/%00", "/;x", "/a?x=%zz", "/" + "a".repeat(9000))) {
        Visitor.Answer answer = stranger.ask(Site.URL + path);
        assertFalse(answer.body().contains("Exception"), path + answer);
        assertFalse(answer.body().contains("at org.eclipse"), path + answer);
        assertEquals("", answer.header("server"), path);
        assertTrue(answer.status() < 500, path + answer);
      }
      assertEquals("/sign-in", stranger.ask(CONSOLE).header("location"));
      assertEquals(303, stranger.ask(CONSOLE, "-u", "admin:admin").status());

      Visitor owner = Visitor.owner(site);
      assertEquals(200, owner.ask(CONSOLE).status());
      for (int i = 0; i < 5; i++) {
        assertEquals(
            422, stranger.send(Site.URL + "/sign-in", "name=alice", "password=guess" + i).status());
      }
      assertEquals(
          429,
          stranger
              .send(Site.URL + "/sign-in", "name=alice", "password=" + Visitor.PASSWORD)
              .status());
      assertFalse(site.runtime().output().contains("ERROR"), site.runtime().output());
    }
  }

  @Test
  void theSystemConsoleIsForAdministratorsWhileItIsOpen() {
    try (Site site = Site.open("system-console")) {
      Visitor owner = Visitor.owner(site);
      assertEquals(
          303,
          owner
              .send(
                  Site.URL + "/users/add",
                  "name=bruno",
                  "password=" + Visitor.PASSWORD,
                  "role=VIEWER")
              .status());
      Visitor viewer = new Visitor(site.desk());
      Visitor.Answer in =
          viewer.send(Site.URL + "/sign-in", "name=bruno", "password=" + Visitor.PASSWORD);
      assertTrue(
          in.header("set-cookie").endsWith("; Path=/; Secure; HttpOnly; SameSite=Strict"),
          in.header("set-cookie"));
      assertEquals(200, viewer.ask(Site.URL + "/bundles").status());
      assertEquals(403, viewer.ask(CONSOLE).status());

      assertEquals(200, owner.ask(CONSOLE).status());
      for (String origin : List.of("cross-site", "same-site", "none")) {
        assertEquals(
            403,
            owner
                .ask(CONSOLE + "/0", "-H", "Sec-Fetch-Site: " + origin, "-d", "action=stop")
                .status());
      }
      assertEquals(
          403,
          owner.ask(CONSOLE + "/0", "-H", "Origin: https://evil.example", "-d", "x=y").status());

      // Closed by its property; a box that is not sent is not checked.
      assertEquals(303, owner.send(FORM, "port=8443", "idleMinutes=30").status());
      Eventually.holds("it is closed", () -> owner.ask(CONSOLE).status() == 403);
      assertEquals(200, owner.ask(Site.URL + "/bundles").status(), "the page is not");

      String dead = viewer.cookie();
      assertEquals(303, viewer.send(Site.URL + "/sign-out").status());
      assertEquals(303, viewer.withCookie(dead).ask(Site.URL + "/bundles").status());

      site.gateway()
          .feed("another kettle 99\n", GatewayRuntime.launcher().toString(), "password", "alice");
      assertEquals(303, owner.ask(Site.URL + "/bundles").status(), "signed out");
      Visitor again = new Visitor(site.desk());
      assertEquals(
          422,
          again.send(Site.URL + "/sign-in", "name=alice", "password=" + Visitor.PASSWORD).status());
      assertEquals(
          303,
          again.send(Site.URL + "/sign-in", "name=alice", "password=another kettle 99").status());
    }
  }

  @Test
  void movesToAnotherPortAndNotToOneThatIsTaken() {
    try (Site site = Site.open("port")) {
      Visitor owner = Visitor.owner(site);
      Program taken =
          site.gateway().start("taken", "openssl", "s_server", "-nocert", "-accept", "9443", "-4");
      Eventually.holds("a port is taken", () -> listening(site).contains(":9443"));
      assertEquals(303, owner.send(FORM, "port=9443", "idleMinutes=30").status());
      site.runtime().awaitOutput("cannot move to port 9443 and stays where it is");
      assertEquals(200, owner.ask(Site.URL + "/bundles").status());
      taken.close();

      assertEquals(303, owner.send(FORM, "port=9444", "idleMinutes=30").status());
      String moved = "https://" + Site.GATEWAY_LAN + ":9444";
      site.runtime().awaitOutput("the web page is at " + moved + "/$");
      Eventually.holds("the page is there", () -> owner.ask(moved + "/bundles").status() == 200);
      assertEquals(0, status(site.desk(), Site.GATEWAY_LAN), "and not here");
      assertTrue(site.ask("status").contains(moved));
    }
  }

  @Test
  void waitsForAPortThatIsTakenAndSaysSoInOneLine() {
    try (Site site = Site.open("taken")) {
      site.runtime().close();
      Program taken =
          site.gateway().start("taken", "openssl", "s_server", "-nocert", "-accept", "8443", "-4");
      Eventually.holds("a port is taken", () -> listening(site).contains(":8443"));
      Program again = GatewayRuntime.launch(site.gateway(), List.of());
      again.awaitOutput(
          "no web page at https://127.0.0.1:8443/: Address already in use; tried again every 5 s$");
      assertTrue(site.ask("status").contains("https://127.0.0.1:8443/ not there"));
      taken.close();
      again.awaitOutput("the web page is at " + Site.URL + "/$");
      assertFalse(again.output().contains("Exception"), again.output());
    }
  }

  @Test
  void whoKeepsItBusyStopsNeitherTheTunnelNorThePageForOthers() {
    try (Site site = Site.open("busy")) {
      joinOther(site);
      site.desk().address("eth0", ATTACKER + "/24");
      Visitor owner = Visitor.owner(site);
      Program stream = Ping.stream(site.gateway(), Site.OTHER_INNER);

      Program idle = Crowd.idle(site.desk(), ATTACKER, Site.GATEWAY_LAN, 8443, 1000);
      assertEquals(200, owner.ask(Site.URL + "/bundles").status(), "1000 connections");
      Eventually.holds(
          "few of them are kept",
          () -> {
            String kept =
                site.gateway().run("ss", "-H", "-t", "-n", "state", "established", "dst", ATTACKER);
            return kept.lines().count() <= KEPT;
          });
      idle.close();
      Program slow = Crowd.slow(site.desk(), ATTACKER, Site.GATEWAY_LAN, 8443, 60);
      assertEquals(200, owner.ask(Site.URL + "/bundles").status(), "60 slow forms");
      assertEquals(303, owner.send(FORM, "port=8443", "idleMinutes=31").status());
      slow.close();
      for (String length :
          List.of(
              "Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked")) {
        Command large =
            site.desk()
                .attempt(
                    "sh",
                    "-c",
                    "head -c 10000000 /dev/zero | curl -k -s -o /dev/null -w '%{http_code}'"
                        + " --max-time 10 --interface "
                        + ATTACKER
                        + " -H 'Sec-Fetch-Site: same-origin' -H '"
                        + length
                        + "'"
                        + " --data-binary @- "
                        + Site.URL
                        + "/sign-in");
        assertEquals("413", large.out(), large.toString());
      }
      assertEquals(200, owner.ask(Site.URL + "/bundles").status(), "10 MB forms");

      assertEquals(0, Ping.lostOf(stream), "echo requests through the tunnel");
      String said = site.runtime().output();
      assertFalse(said.contains("ERROR") || said.contains("OutOfMemory"), said);
    }
  }
}
