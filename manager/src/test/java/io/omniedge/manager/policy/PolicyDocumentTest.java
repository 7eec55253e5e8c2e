package io.omniedge.manager.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentTest {
  private static ProtocolException refused(String json) {
    return assertThrows(
        ProtocolException.class, () -> PolicyDocument.parse(json.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "rules[0].port | there is no such member | 'id':'a','from':['any'],'to':['any'],'port':[1]",
        "rules[0].id | it is missing | 'from':['any'],'to':['any']",
        "rules[0].id | its shape must be | 'id':'A b','from':['any'],'to':['any']",
        "rules[0].from[0] | it must be any or internet, or start | 'id':'a','from':['scada'],'to':['any']",
        "rules[0].from[0] | the name of a tag | 'id':'a','from':['tag:<script>'],'to':['any']",
        "rules[0].from[1] | it must be a text | 'id':'a','from':['any',7],'to':['any']",
        "rules[0].from | it must name somebody | 'id':'a','from':[],'to':['any']",
        "rules[0].from | a rule has from and to | 'id':'a','from':['any']",
        "rules[0].from | a rule has from and to | 'id':'a','from':['any'],'to':['any'],'between':['any']",
        "rules[0].and | it belongs to between | 'id':'a','from':['any'],'to':['any'],'and':['any']",
        "rules[0].from | a service can only be | 'id':'a','from':['service:x'],'to':['any']",
        "rules[0].to | services and others | 'id':'a','from':['any'],'to':['service:x','any']",
        "rules[0].to | has its own protocol | 'id':'a','from':['any'],'to':['service:x'],'protocol':'tcp'",
        "rules[0].to[0] | bits are set beyond | 'id':'a','from':['any'],'to':['address:10.0.0.1/8']",
        "rules[0].protocol | it must be any, tcp | 'id':'a','from':['any'],'to':['any'],'protocol':'gre'",
        "rules[0].protocol | it must be any, tcp | 'id':'a','from':['any'],'to':['any'],'protocol':'256'",
        "rules[0].ports | protocol icmp has no ports | 'id':'a','from':['any'],'to':['any'],'protocol':'icmp','ports':[1]",
        "rules[0].ports | protocol any has no ports | 'id':'a','from':['any'],'to':['any'],'ports':[1]",
        "rules[0].ports | 1 to 100 | 'id':'a','from':['any'],'to':['any'],'protocol':'tcp','ports':[]",
        "rules[0].ports[1] | a port is 0 to 65535 | 'id':'a','from':['any'],'to':['any'],'protocol':'tcp','ports':[1,-1]",
        "rules[0].ports[0] | 0 to 65535 | 'id':'a','from':['any'],'to':['any'],'protocol':'tcp','ports':['70000']",
        "rules[0].ports[0] | 0 to 65535 | 'id':'a','from':['any'],'to':['any'],'protocol':'tcp','ports':['9-8']",
        "rules[0].posture[0] | postures has no such | 'id':'a','from':['any'],'to':['any'],'posture':['x']",
        "rules[0].when.days | must be there | 'id':'a','from':['any'],'to':['any'],'when':{}",
        "rules[0].when.zone | it is missing | 'id':'a','from':['any'],'to':['any'],'when':{'days':['mon']}",
        "rules[0].when.zone | no time zone | 'id':'a','from':['any'],'to':['any'],'when':{'days':['mon'],'zone':'Mars/X'}",
        "rules[0].when.days[0] | days are mon | 'id':'a','from':['any'],'to':['any'],'when':{'days':['Mo'],'zone':'UTC'}",
        "rules[0].when.hours[0] | hours are | 'id':'a','from':['any'],'to':['any'],'when':{'hours':['8-17'],'zone':'UTC'}",
        "rules[0].when.hours[0] | the hours end when | 'id':'a','from':['any'],'to':['any'],'when':{'hours':['08:00-08:00'],'zone':'UTC'}",
        "rules[0].when.notAfter | a moment is | 'id':'a','from':['any'],'to':['any'],'when':{'notAfter':'2026-13-01T00:00:00Z'}",
        "rules[0].when.notAfter | its year must be | 'id':'a','from':['any'],'to':['any'],'when':{'notAfter':'+999999999-12-31T23:59:59Z'}",
      })
  void refusesAWrongRuleNamingPlaceAndReason(String place, String reason, String members) {
    ProtocolException refused = refused("{'rules': [{" + members + "}]}");
    assertEquals(place, refused.place());
    assertTrue(refused.reason().contains(reason), refused::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{'rules': 7}",
        "{'rules': [7]}",
        "{'version': 2}",
        "{'groups': {'a': {'b': 1}}}",
        "{'groups': {'a': ['group:b']}}",
        "{'groups': {'a': ['any']}}",
        "{'groups': {'A': []}}",
        "{'groups': {'a': []}, 'groups': {}}",
        "{'services': {'a/b/c': {'at': 'device:x'}}}",
        "{'services': {'a': {'at': 'tag:x'}}}",
        "{'services': {'a': {'at': 'any'}}}",
        "{'services': {'a': {'at': 'device:x', 'ports': [80]}}}",
        "{'postures': {'a': {}}}",
        "{'postures': {'a': {'minimumVersion': 'new'}}}",
        "{'postures': {'a': {'seenWithinMinutes': 0}}}",
        "{'postures': {'a': {'maximumCertificateAgeDays': 1e300}}}",
        "{'postures': {'a': {'attributes': {'os': []}}}}",
        "{'tests': [{'from': 'any', 'to': 'any', 'protocol': 'tcp', 'expect': 'allow'}]}",
        "{'tests': [{'from': 'any', 'to': 'any', 'protocol': 'any', 'expect': 'allow'}]}",
        "{'tests': [{'from': 'any', 'to': 'any', 'protocol': 'icmp', 'port': 1, 'expect': 'deny'}]}",
        "{'tests': [{'from': 'any', 'to': 'any', 'protocol': 'icmp', 'expect': 'maybe'}]}",
        "{'tests': [{'from': 'any', 'to': 'any', 'protocol': 'icmp'}]}",
        "{'tests': [{'from': 'service:x', 'to': 'any', 'protocol': 'icmp', 'expect': 'deny'}]}",
        "{'tests': [{'from': 'any', 'to': 'service:x', 'protocol': 'icmp', 'expect': 'deny'}]}",
        "{} // fine \n }",
        "{ / }",
        "{ /* }",
        "{'rules': [{'id':'a','from':['any'],'to':['any']},{'id':'a','from':['any'],'to':['any']}]}",
      })
  void refusesAWrongDocument(String json) {
    assertTrue(!refused(json).reason().isEmpty());
  }

  @Test
  void mistakesOfSyntaxHaveALineAndAColumn() {
    String comment = "// a comment\n/* and\n another */\n";
    assertEquals(
        "line 5, column 3: the name of a member is missing", reason(comment + "{\n  rules: []}"));
    assertEquals("line 1, column 2: the name of a member is missing", reason("{"));
    assertEquals("line 2, column 1: something follows the value", reason("{\"rules\": []}\n}"));
  }

  private static String reason(String text) {
    return String.valueOf(
        assertThrows(ProtocolException.class, () -> PolicyDocument.parse(text)).getMessage());
  }

  @Test
  void takesComments() throws ProtocolException {
    PolicyDocument document =
        PolicyDocument.parse(
            "// all\n{\"rules\": /* none \" yet */ [ // \"\n {\"id\": \"a\", \"description\": \"// no"
                + " \\\" comment /*\", \"from\": [\"any\"], \"to\": [\"any\"]}]}//");
    assertEquals("a", document.rules().getFirst().id());
  }

  @Test
  void refusesADocumentThatIsTooMuch() {
    assertTrue(refused(" ".repeat(PolicyDocument.MAX_CHARS + 1)).reason().contains("at most"));
    assertTrue(refused("[".repeat(1_000_000)).reason().contains("levels"));
    String services =
        IntStream.range(0, 500)
            .mapToObj(i -> "'service:s" + i + "'")
            .collect(Collectors.joining(","));
    String rules =
        IntStream.range(0, 5)
            .mapToObj(i -> "{'id':'r" + i + "','from':['any'],'to':[" + services + "]}")
            .collect(Collectors.joining(","));
    assertEquals("rules", refused("{'rules': [" + rules + "]}").place());
    String crowd =
        IntStream.range(0, 5_000).mapToObj(i -> "'n" + i + "'").collect(Collectors.joining(","));
    String crowded =
        IntStream.range(0, 11)
            .mapToObj(
                i -> "{'id':'r" + i + "','from':['group:crowd','tag:t" + i + "'],'to':['any']}")
            .collect(Collectors.joining(","));
    assertEquals(
        "with their groups they name 55023 things; at most 50000",
        refused("{'groups':{'crowd':[" + crowd + "]},'rules':[" + crowded + "]}").reason());
  }

  @Property(tries = 500)
  void readsOrRefusesWhatever(@ForAll String text) {
    for (String json : List.of(text, "{\"rules\": [{\"id\": \"" + text + "\"}]}")) {
      try {
        assertTrue(PolicyDocument.parse(json).rules().isEmpty());
      } catch (ProtocolException e) {
        assertTrue(!e.reason().isEmpty());
      }
    }
  }

  @Test
  void namesOddThingsWithTheirPlaces() {
    PolicyDocument document =
        Plant.document(
            "{'groups': {'crew': ['scada', 'ghost'], 'idle': []},"
                + "'services': {'web': {'at': 'site:berlin/plc9'}},"
                + "'postures': {'fit': {'minimumVersion': '1'}},"
                + "'rules': [{'id': 'a', 'from': ['group:crew', 'tag:none'], 'to': ['site:rome']},"
                + "{'id': 'b', 'from': ['address:10.0.0.0/8'], 'to': ['service:ftp']}]}");
    Inventory overlapping =
        Plant.inventory(
            List.of(
                Plant.BERLIN,
                Plant.SCADA,
                Plant.device("d-7", "copy", Set.of(), "100.64.0.7", "192.168.10.64/26")),
            List.of(Plant.BERLIN_SITE));
    assertEquals(
        List.of(
            "groups.crew[1] \"device:ghost\": there is no such one in this network",
            "services.web.at \"site:berlin/plc9\": the site has no such host",
            "rules[0].from[1] \"tag:none\": no device has this tag",
            "rules[0].to \"site:rome\": there is no such site",
            "rules[1].from \"address:10.0.0.0/8\": no device has it or routes to it",
            "rules[1].to \"service:ftp\": there is no such one in this network",
            "groups.idle \"idle\": no rule uses it",
            "services.web \"web\": no rule uses it",
            "postures.fit \"fit\": no rule uses it",
            "device:copy \"192.168.10.64/26\": device:berlin-gw has 192.168.10.0/24 too; rules"
                + " cannot tell them apart"),
        PolicyFindings.of(document, overlapping).stream().map(PolicyFinding::toString).toList());
  }
}
