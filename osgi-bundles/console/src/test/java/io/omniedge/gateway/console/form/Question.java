package io.omniedge.gateway.console.form;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/** An attribute as a test wants it. */
public final class Question implements AD {
  private final String id;
  private final Scalar type;
  private final List<Option> options = new ArrayList<>();
  private int cardinality;
  private @Nullable String description = "What it does.";
  private @Nullable String name;
  private @Nullable String min;
  private @Nullable String max;
  private boolean required;

  private Question(String id, Scalar type) {
    this.id = id;
    this.type = type;
    this.name = "Name of " + id;
  }

  public static Question of(String id, Scalar type) {
    return new Question(id, type);
  }

  Question named(@Nullable String text) {
    name = text;
    return this;
  }

  Question several(int most) {
    cardinality = most;
    return this;
  }

  Question required() {
    required = true;
    return this;
  }

  Question limits(String least, String most) {
    min = least;
    max = most;
    return this;
  }

  public Question described(@Nullable String text) {
    description = text;
    return this;
  }

  public Question option(String label, String value) {
    options.add(new Answer(label, value));
    return this;
  }

  private record Answer(String label, String value) implements Option {
    @Override
    public String getLabel() {
      return label;
    }

    @Override
    public String getValue() {
      return value;
    }
  }

  /** An object class of these. */
  public static OCD objectClass(String id, String name, AD... attributes) {
    return new OCD() {
      @Override
      public List<AD> getAD() {
        return List.of(attributes);
      }

      @Override
      public List<Icon> getIcon() {
        return List.of();
      }

      @Override
      public String getName() {
        return name;
      }

      @Override
      public @Nullable String getDescription() {
        return null;
      }

      @Override
      public String getId() {
        return id;
      }
    };
  }

  @Override
  public List<Option> getOption() {
    return options;
  }

  @Override
  public @Nullable String getName() {
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

  @Override
  public Scalar getType() {
    return type;
  }

  @Override
  public int getCardinality() {
    return cardinality;
  }

  @Override
  public @Nullable String getMin() {
    return min;
  }

  @Override
  public @Nullable String getMax() {
    return max;
  }

  @Override
  public @Nullable String getDefault() {
    return null;
  }

  @Override
  public boolean isRequired() {
    return required;
  }
}
