package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.inventory.SecretHash;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A network with two gateways and a device that waits, made by the pages themselves. */
final class Plant {
  static final String FORMS =
      "{'version': 1, 'forms': {'io.omniedge.transport': {'name': 'VpnClient OmniEdge tunnel',"
          + " 'description': 'The WireGuard tunnel of this gateway.', 'factory': false,"
          + " 'attributes': [{'id': 'mtu', 'name': 'MTU', 'type': 'integer', 'cardinality': 0,"
          + " 'required': true, 'min': '1280', 'max': '9000', 'description': 'Bytes of a packet in"
          + " the tunnel.'}, {'id': 'keepalive', 'name': 'Keep alive', 'type': 'boolean',"
          + " 'cardinality': 0, 'required': false, 'description': 'Keeps the way through a"
          + " NAT open.'}, {'id': 'names', 'name': 'Name servers', 'type': 'string',"
          + " 'cardinality': 4, 'required': false}, {'id': 'mode', 'name': 'Mode', 'type':"
          + " 'string', 'cardinality': 0, 'required': true, 'options': [{'label': 'By itself',"
          + " 'value': 'auto'}, {'label': 'Relay only', 'value': 'relay'}]}, {'id': 'secret',"
          + " 'name': 'Relay password', 'type': 'password', 'cardinality': 0, 'required':"
          + " false}]}}}";

  final Site site;
  final Visit owner;
  final String network;
  final QuietDevice hall;
  final QuietDevice press;
  final QuietDevice waiting;

  Plant(Site site) {
    this.site = site;
    site.addUser(Role.OWNER);
    owner = site.signedIn(Role.OWNER);
    HttpResponse<String> made = owner.post("/networks", Map.of("name", "plant"));
    network = Visit.location(made).substring("/networks/".length());
    String key = setupKey(Map.of("name", "for the halls", "maxUses", "0", "autoApprove", "true"));
    hall =
        device(key, "hall-1", "SN-0001").reports(reported(0, 1420, "none", "")).sendsForms(FORMS);
    press = device(key, "press-7", "SN-0002");
    waiting = device(setupKey(Map.of("name", "for somebody")), "packer-3", "SN-0003");
    policy(
        "{\n  \"rules\": [\n    {\"id\": \"halls\", \"from\": [\"any\"], \"to\": [\"any\"],"
            + " \"protocol\": \"tcp\", \"ports\": [502]}\n  ]\n}\n");
    long now = site.clock.instant().getEpochSecond();
    hall.talksWith(press, now - 20, 81_234_567, 4_567_890).says();
    press.talksWith(hall, now - 20, 4_567_890, 81_234_567).says("The clock is two minutes slow.");
  }

  QuietDevice device(String setupKey, String name, String serial) {
    return new QuietDevice(site.api, setupKey, name, serial);
  }

  String setupKey(Map<String, String> form) {
    String body = owner.post("/setup-keys", form).body();
    Matcher text = Pattern.compile("data-copy=\"([^\"]+)\"").matcher(body);
    if (!text.find()) {
      throw new AssertionError(body);
    }
    return text.group(1).replace("&amp;", "&");
  }

  static String reported(long revision, long mtu, String outcome, String error) {
    return "{'revision': "
        + revision
        + ", 'outcome': '"
        + outcome
        + "', 'reason': '', 'snapshot': 7, 'errors': ["
        + (error.isEmpty()
            ? ""
            : "{'pid': 'io.omniedge.transport', 'property': 'mtu', 'reason': '" + error + "'}")
        + "], 'components': {'io.omniedge.transport': {'properties': {'mtu': "
        + mtu
        + ", 'keepalive': true, 'mode': 'auto', 'secret': '***'}}}}";
  }

  void policy(String document) {
    HttpResponse<String> page = owner.get("/policy");
    Matcher revision = Pattern.compile("name=\"revision\" value=\"([0-9]+)\"").matcher(page.body());
    if (!revision.find()) {
      throw new AssertionError(page.body());
    }
    HttpResponse<String> answer =
        owner.post(
            "/policy",
            Map.of(
                "document",
                document,
                "checked",
                SecretHash.of(document),
                "revision",
                revision.group(1),
                "do",
                "apply"));
    assertEquals(303, answer.statusCode(), answer.body());
  }
}
