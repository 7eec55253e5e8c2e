package io.omniedge.itests.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.PluginFolder;
import io.omniedge.itests.lab.Program;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People for whom a plugin vouches at the web page, and what a policy lets pass for them. */
@Tag("netns")
class VendorAccessTest {
  private static final String ACCOUNTS = "io.omniedge.tests.accounts";

  /** Of the account in the manifest of the plugin. */
  private static final String SECRET = "gear oil and patience";

  private static final Pattern METHOD = Pattern.compile("<option value=\"(" + ACCOUNTS + "[^\"]*)");

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a web page");
  }

  /** A tunnel through which the desk reaches the other plant, and the other plant the desk. */
  private static void joinOther(Site site) {
    Host gateway = site.gateway();
    GatewayRuntime.deploy(
        gateway,
        "io.omniedge.transport.Tunnel-plant",
        Map.of(
            "kura.service.pid", "plant",
            "interfaceName", "omni0",
            "address", "10.77.0.1/24",
            "listenPort", "" + Site.PORT));
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
            "10.77.0.1/32,192.168.50.0/24",
            "endpoint",
            Site.GATEWAY_WAN + ":" + Site.PORT);
    gateway.forward();
    site.other().host().run("ip", "route", "add", "192.168.50.0/24", "dev", "omni0");
    site.desk().run("ip", "route", "add", Site.OTHER_INNER, "via", Site.GATEWAY_LAN);
    Ping.awaitAnswer(site.desk(), Site.OTHER_INNER);
  }

  /** Whether a TCP connection to that port is opened, or refused by the machine itself. */
  private static boolean isReached(Site site, int port) {
    Command tried =
        site.desk()
            .attempt(
                "timeout", "3", "bash", "-c", "exec 3<>/dev/tcp/" + Site.OTHER_INNER + "/" + port);
    return tried.succeeded() || tried.err().contains("Connection refused");
  }

  /** The name of the plugin's method in the form, as soon as it is offered. */
  private static String offered(Visitor visitor) {
    Eventually.holds(
        "the page offers the plugin", () -> METHOD.matcher(signInPage(visitor)).find());
    Matcher method = METHOD.matcher(signInPage(visitor));
    assertTrue(method.find());
    return method.group(1);
  }

  private static String signInPage(Visitor visitor) {
    return visitor.ask(Site.URL + "/sign-in").body();
  }

  private static int signIn(Visitor visitor, String method, String secret) {
    return visitor
        .send(Site.URL + "/sign-in", "method=" + method, "name=anna", "password=" + secret)
        .status();
  }

  @Test
  void aPolicyThatRequiresItLetsPassWhileSomebodyIsSignedInThere() throws Exception {
    try (Site site = Site.open("vendor")) {
      Visitor owner = Visitor.owner(site);
      joinOther(site);
      PluginFolder.allowUnsigned(site.gateway());
      site.runtime().awaitOutput("plugins without a signature are taken");
      PluginFolder plugins = new PluginFolder(site.gateway());
      assertTrue(isReached(site, 502), "before there is a policy");
      plugins.install("policy", PluginFolder.ofTests("require-auth"));
      Eventually.holds("nobody has signed in", () -> !isReached(site, 502));
      assertTrue(isReached(site, 503), "another port");
      assertFalse(signInPage(new Visitor(site.desk())).contains("vendor"));

      plugins.install("accounts", PluginFolder.ofTests("accounts"));
      Visitor vendor = new Visitor(site.desk());
      String method = offered(vendor);
      assertEquals(422, signIn(vendor, method, "something else"));
      assertFalse(isReached(site, 502), "the secret is wrong");
      assertEquals(303, signIn(vendor, method, SECRET));
      assertTrue(isReached(site, 502), "at once");
      Program stream = Ping.stream(site.desk(), Site.OTHER_INNER);
      stream.awaitOutput("icmp_seq=10 ttl");
      String page = vendor.ask(Site.URL + "/users").body();
      assertTrue(page.contains("anna, vendor"), page);
      assertTrue(page.contains("left"), page);
      assertEquals(
          403, vendor.send(Site.URL + "/users/add", "name=eve", "password=" + SECRET).status());
      Visitor elsewhere = new Visitor(site.gateway()).withCookie(vendor.cookie());
      assertEquals(303, elsewhere.ask(Site.URL + "/users").status(), "from another address");

      assertEquals(303, vendor.send(Site.URL + "/sign-out").status());
      assertFalse(isReached(site, 502), "signed out");
      stream.awaitOutput("Packet filtered"); // what went on meanwhile ends too
      stream.close();
      assertTrue(isReached(site, 503));

      assertEquals(303, signIn(vendor, method, SECRET));
      assertTrue(isReached(site, 502), "signed in again");
      plugins.remove(ACCOUNTS);
      Eventually.holds("without the plugin nobody is", () -> !isReached(site, 502));
      assertEquals(303, vendor.ask(Site.URL + "/users").status());
      assertEquals(200, owner.ask(Site.URL + "/users").status());
      String log = Files.readString(site.gateway().folder().resolve("omniedge-gateway.log"));
      assertTrue(log.contains("anna, vendor, signed in from 192.168.50.2"), log);
      assertFalse(log.contains(SECRET));
      assertFalse(log.contains("something else"));
    }
  }
}
