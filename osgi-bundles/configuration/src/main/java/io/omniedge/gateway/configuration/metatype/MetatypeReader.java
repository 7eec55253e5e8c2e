package io.omniedge.gateway.configuration.metatype;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code OSGI-INF/metatype/PID.xml} [OSGi Compendium 105.8], because MetaTypeService keeps
 * the limits and whether an attribute is required to itself. Elements go by their local names. A
 * file cannot make it read another file or a network address: documents with a DTD are refused.
 */
public final class MetatypeReader {
  private final XMLStreamReader xml;

  private final List<ObjectClass> objectClasses = new ArrayList<>();
  private final List<AD> attributes = new ArrayList<>();
  private final List<Icon> icons = new ArrayList<>();
  private final List<Option> options = new ArrayList<>();
  private ObjectClass head = new ObjectClass("", "", null, List.of(), List.of());
  private @Nullable Attribute attribute;

  private MetatypeReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  /**
   * All object classes of the file.
   *
   * @throws IOException if it is no such file; says where and why
   */
  public static List<ObjectClass> read(InputStream in) throws IOException {
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      try {
        return new MetatypeReader(xml).read();
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw new IOException("no metatype file: " + e.getMessage(), e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("a metatype file refers to nothing outside itself");
        });
    return factory;
  }

  private List<ObjectClass> read() throws XMLStreamException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD -> throw refused("a metatype file needs no DTD");
        case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
        case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
        default -> {}
      }
    }
    return List.copyOf(objectClasses);
  }

  private void start(String element) throws XMLStreamException {
    switch (element) {
      case "OCD" -> {
        attributes.clear();
        icons.clear();
        String id = needed("id");
        String name = optional("name");
        head =
            new ObjectClass(
                id, name == null ? id : name, optional("description"), List.of(), List.of());
      }
      case "AD" -> {
        options.clear();
        attribute = attribute();
      }
      case "Option" -> {
        String value = needed("value");
        String label = optional("label");
        options.add(new ObjectClass.Choice(label == null ? value : label, value));
      }
      case "Icon" -> icons.add(icon());
      default -> {}
    }
  }

  private void end(String element) {
    if (element.equals("OCD")) {
      objectClasses.add(
          new ObjectClass(head.id(), head.name(), head.description(), attributes, icons));
    } else if (element.equals("AD") && attribute != null) {
      attributes.add(
          new Attribute(
              attribute.id(),
              attribute.name(),
              attribute.description(),
              attribute.type(),
              attribute.cardinality(),
              attribute.min(),
              attribute.max(),
              attribute.defaultText(),
              attribute.required(),
              options));
      attribute = null;
    }
  }

  private Attribute attribute() throws XMLStreamException {
    String required = optional("required");
    return new Attribute(
        needed("id"),
        optional("name"),
        optional("description"),
        type(needed("type")),
        cardinality(optional("cardinality")),
        optional("min"),
        optional("max"),
        optional("default"),
        required == null || Boolean.parseBoolean(required),
        List.of());
  }

  private Scalar type(String name) throws XMLStreamException {
    try {
      // "Character" is how OSGi's schema spells it since 1.2; Kura knows "Char".
      return Scalar.fromValue(name.equals("Character") ? "Char" : name);
    } catch (IllegalArgumentException e) {
      throw refused("unknown type " + name);
    }
  }

  private int cardinality(@Nullable String text) throws XMLStreamException {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw refused("a cardinality is a number, not " + text);
    }
  }

  private Icon icon() throws XMLStreamException {
    try {
      return new ObjectClass.Picture(needed("resource"), new BigInteger(needed("size")));
    } catch (NumberFormatException e) {
      throw refused("the size of an icon is a number");
    }
  }

  private String needed(String name) throws XMLStreamException {
    String value = optional(name);
    if (value == null) {
      throw refused(xml.getLocalName() + " needs " + name);
    }
    return value;
  }

  private @Nullable String optional(String name) {
    return xml.getAttributeValue(null, name);
  }

  private XMLStreamException refused(String reason) {
    return new XMLStreamException(reason, xml.getLocation());
  }
}
