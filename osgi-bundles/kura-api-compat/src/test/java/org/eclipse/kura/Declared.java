package org.eclipse.kura;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this module declares, read from its classes, as the lines of {@code api.txt}. */
final class Declared {
  private final Path classes;
  private final TreeSet<String> lines = new TreeSet<>();

  private Declared(Path classes) {
    this.classes = classes;
  }

  static Set<String> in(Path classes) throws IOException, ReflectiveOperationException {
    Declared declared = new Declared(classes);
    for (Class<?> type : declared.types()) {
      declared.describe(type);
    }
    return declared.lines;
  }

  /** Everything public; what is not cannot be seen by a bundle. */
  private List<Class<?>> types() throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace('/', '.');
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type);
        }
      }
    }
    return types;
  }

  private void describe(Class<?> type) throws IOException, IllegalAccessException {
    add(type, header(type));
    for (Field field : type.getDeclaredFields()) {
      if (visible(field.getModifiers(), field.isSynthetic()) && !field.isEnumConstant()) {
        String value = Modifier.isStatic(field.getModifiers()) ? " = " + field.get(null) : "";
        String kind = modifiers(field.getModifiers(), Modifier.STATIC | Modifier.FINAL);
        add(type, kind + simple(field.getGenericType()) + " " + field.getName() + value);
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (visible(constructor.getModifiers(), constructor.isSynthetic())) {
        add(type, "new" + signature(constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      boolean ofEveryEnum =
          type.isEnum() && List.of("values", "valueOf").contains(method.getName());
      if (visible(method.getModifiers(), method.isSynthetic()) && !ofEveryEnum) {
        add(type, words(method) + signature(method));
      }
    }
    if (type.isEnum()) {
      add(
          type,
          Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.joining(" ")));
    }
  }

  private String header(Class<?> type) throws IOException {
    String kind = type.isEnum() ? "enum " : type.isInterface() ? "interface " : "class ";
    Class<?> parent = type.getSuperclass();
    boolean plain = parent == null || parent == Object.class || parent == Enum.class;
    List<String> parents = new ArrayList<>(plain ? List.of() : List.of(simple(parent)));
    Arrays.stream(type.getGenericInterfaces()).map(Declared::simple).forEach(parents::add);
    String ancestry = parents.isEmpty() ? "" : " extends " + String.join(", ", parents);
    return role(type) + kind + type.getSimpleName() + ancestry;
  }

  /** The annotations are in the class file only, so reflection does not show them. */
  private String role(Class<?> type) throws IOException {
    Path file = classes.resolve(type.getName().replace('.', '/') + ".class");
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    for (String name : List.of("ProviderType", "ConsumerType")) {
      if (bytes.contains("Lorg/osgi/annotation/versioning/" + name + ";")) {
        return "@" + name + " ";
      }
    }
    return "";
  }

  private static String words(Method method) {
    return (method.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "")
        + (method.isDefault() ? "default " : "")
        + modifiers(method.getModifiers(), Modifier.STATIC | Modifier.FINAL)
        + simple(method.getGenericReturnType())
        + " "
        + method.getName();
  }

  private static String signature(Executable executable) {
    String parameters =
        Arrays.stream(executable.getGenericParameterTypes())
            .map(Declared::simple)
            .collect(Collectors.joining(", "));
    if (executable.isVarArgs()) {
      parameters = parameters.replaceAll("\\[]$", "...");
    }
    Type[] thrown = executable.getGenericExceptionTypes();
    return "("
        + parameters
        + ")"
        + (thrown.length == 0
            ? ""
            : Arrays.stream(thrown)
                .map(Declared::simple)
                .collect(Collectors.joining(", ", " throws ", "")));
  }

  private static String modifiers(int all, int shown) {
    String words = Modifier.toString(all & shown);
    return words.isEmpty() ? "" : words + " ";
  }

  private static String simple(Type type) {
    return type.getTypeName().replaceAll("[a-z]\\w*\\.", "");
  }

  private static boolean visible(int modifiers, boolean synthetic) {
    return !synthetic && (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers));
  }

  private void add(Class<?> type, String line) {
    lines.add(type.getName() + ": " + line);
  }
}
