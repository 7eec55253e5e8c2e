package io.omniedge.gateway.configuration.metatype;

import java.math.BigInteger;
import java.util.List;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.jspecify.annotations.Nullable;

/** An object class definition as a value. The strings are as in the file, never localized. */
public record ObjectClass(
    String id, String name, @Nullable String description, List<AD> attributes, List<Icon> icons)
    implements OCD {
  public ObjectClass {
    attributes = List.copyOf(attributes);
    icons = List.copyOf(icons);
  }

  /** The definition of that attribute, or null. */
  static @Nullable AD attribute(@Nullable OCD objectClass, String id) {
    if (objectClass != null) {
      for (AD attribute : objectClass.getAD()) {
        if (attribute.getId().equals(id)) {
          return attribute;
        }
      }
    }
    return null;
  }

  @Override
  public List<AD> getAD() {
    return attributes;
  }

  @Override
  public List<Icon> getIcon() {
    return icons;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public @Nullable String getDescription() {
    return description;
  }

  @Override
  public String getId() {
    return id;
  }

  /** A value an attribute may have, and what a person sees of it. */
  record Choice(String label, String value) implements Option {
    @Override
    public String getLabel() {
      return label;
    }

    @Override
    public String getValue() {
      return value;
    }
  }

  /** A picture in the bundle or elsewhere. */
  record Picture(String resource, BigInteger size) implements Icon {
    @Override
    public String getResource() {
      return resource;
    }

    @Override
    public BigInteger getSize() {
      return size;
    }
  }
}
