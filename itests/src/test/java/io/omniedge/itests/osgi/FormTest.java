package io.omniedge.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What Kura reads in our JARs without asking the framework: it must be as Kura expects it. */
class FormTest {
  private static final String FOLDER = "OSGI-INF/metatype/";
  private static final int JAVA_17 = 61;

  /** A form file of a bundle. */
  private record Form(JarFile jar, String name, Document document) {
    Element first(String element) {
      return elements(document, element).get(0);
    }
  }

  private static List<Path> bundles() {
    return Stream.concat(Platform.gateway().stream(), Platform.standalone().stream()).toList();
  }

  private static List<Form> forms() throws Exception {
    List<Form> forms = new ArrayList<>();
    for (Path path : bundles()) {
      JarFile jar = new JarFile(path.toFile());
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        String name = all.nextElement().getName();
        if (name.startsWith(FOLDER) && name.endsWith(".xml")) {
          forms.add(new Form(jar, name, parse(jar, name)));
        }
      }
    }
    return forms;
  }

  private static Document parse(JarFile jar, String name) throws Exception {
    try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  @Test
  void thereAreTheFormsOfTheGateway() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Form form : forms()) {
      names.add(form.name.substring(FOLDER.length()).replace(".xml", ""));
    }
    assertEquals(
        Set.of(
            "io.omniedge.gateway.agent.Membership",
            "io.omniedge.gateway.console.WebPage",
            "io.omniedge.gateway.kura.Publisher",
            "io.omniedge.gateway.monitoring.Logging",
            "io.omniedge.gateway.monitoring.Metrics",
            "io.omniedge.plugin.Plugins",
            "io.omniedge.qos.WanQueue",
            "io.omniedge.pdm.Acquisition",
            "io.omniedge.pdm.Evidence",
            "io.omniedge.pdm.Intake",
            "io.omniedge.pdm.ManagerOutlet",
            "io.omniedge.pdm.Monitor",
            "io.omniedge.pdm.Outlet",
            "io.omniedge.pdm.Triage",
            "io.omniedge.pdm.Watch",
            "io.omniedge.tun.Devices",
            "io.omniedge.transport.Peer",
            "io.omniedge.transport.Tunnel"),
        names);
  }

  @Test
  void fileFormDesignateAndComponentHaveOneName() throws Exception {
    for (Form form : forms()) {
      String pid = form.first("OCD").getAttribute("id");
      assertEquals(FOLDER + pid + ".xml", form.name);
      Element designate = form.first("Designate");
      String factory = designate.getAttribute("factoryPid");
      assertEquals(pid, factory.isEmpty() ? designate.getAttribute("pid") : factory);
      assertEquals(
          pid, ((Element) designate.getElementsByTagName("Object").item(0)).getAttribute("ocdref"));
      Document component = parse(form.jar, "OSGI-INF/" + pid + ".xml");
      Element root = component.getDocumentElement();
      assertEquals(pid, root.getAttribute("name"));
      assertEquals("require", root.getAttribute("configuration-policy"));
      assertEquals("true", root.getAttribute("immediate"), pid);
      assertTrue(!root.getAttribute("modified").isEmpty(), pid + " restarts at each change");
      assertTrue(
          elements(component, "provide").stream()
              .anyMatch(
                  provide ->
                      provide
                          .getAttribute("interface")
                          .equals("org.eclipse.kura.configuration.ConfigurableComponent")),
          pid + " is not seen by Kura");
      // Kura 5's component runtime makes a list of it and of the configuration's own.
      assertTrue(
          elements(component, "property").stream()
              .noneMatch(property -> property.getAttribute("name").equals("service.pid")),
          pid);
    }
  }

  @Test
  void everyPropertyHasNameDescriptionAndLimits() throws Exception {
    for (Form form : forms()) {
      for (Element property : elements(form.document, "AD")) {
        String id = form.name + " " + property.getAttribute("id");
        assertFalse(property.getAttribute("name").isBlank(), id);
        assertFalse(property.getAttribute("description").isBlank(), id);
        String type = property.getAttribute("type");
        boolean options = property.getElementsByTagName("Option").getLength() > 0;
        if (type.equals("Integer") || type.equals("Long")) {
          assertFalse(property.getAttribute("min").isEmpty(), id);
          assertFalse(property.getAttribute("max").isEmpty(), id);
        } else if (!type.equals("Boolean") && !options) {
          assertFalse(property.getAttribute("max").isEmpty(), id);
        }
        // Kura's form could never be applied.
        assertFalse(
            !property.getAttribute("min").isEmpty()
                && property.getAttribute("min").equals(property.getAttribute("max")),
            id);
        assertFalse(property.getAttribute("default").replace("\\,", "").contains(","), id);
      }
    }
  }

  @Test
  void noPrivateKeyIsAProperty() throws Exception {
    for (Form form : forms()) {
      for (Element property : elements(form.document, "AD")) {
        assertFalse(
            property.getAttribute("id").toLowerCase(java.util.Locale.ROOT).contains("privatekey"),
            form.name);
      }
    }
  }

  @Test
  void classesRunOnJava17() throws IOException {
    for (Path path : bundles()) {
      try (JarFile jar = new JarFile(path.toFile())) {
        for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
          JarEntry entry = all.nextElement();
          if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
            try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
              in.readInt();
              in.readUnsignedShort();
              assertTrue(in.readUnsignedShort() <= JAVA_17, path + " " + entry.getName());
            }
          }
        }
      }
    }
  }
}
