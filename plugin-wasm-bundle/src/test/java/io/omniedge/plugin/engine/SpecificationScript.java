package io.omniedge.plugin.engine;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One script of the WebAssembly specification tests, as {@code wast2json} of wabt writes it.
 *
 * @param name of its file
 * @param commands in their order
 */
record SpecificationScript(String name, List<Command> commands) {
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_COMMANDS = 100_000;
  private static final int MAX_TEXT = 100_000;

  /**
   * A step.
   *
   * @param type {@code module}, {@code assert_return} and so on
   * @param line in the script
   * @param name that a module is given
   * @param as that a module is registered under
   * @param file of a module
   * @param isText whether that file is in the text format
   * @param action what is asked of a module
   * @param expected what it answers
   */
  record Command(
      String type,
      int line,
      Optional<String> name,
      Optional<String> as,
      Optional<String> file,
      boolean isText,
      Optional<Action> action,
      List<Value> expected) {}

  /**
   * A call, or a look at a global.
   *
   * @param isCall whether it is a call
   * @param module by name; the last one if there is none
   * @param field the export
   * @param arguments of a call
   */
  record Action(boolean isCall, Optional<String> module, String field, List<Value> arguments) {}

  /**
   * A value.
   *
   * @param type as in the text format
   * @param text its bits as an unsigned number, or {@code nan:canonical} and the like
   */
  record Value(String type, String text) {
    static final String ANY_NAN = "nan";

    /** As the engine takes it. */
    long bits() {
      return text.equals("null") ? -1 : Long.parseUnsignedLong(text);
    }

    /** Whether the engine gave this one. A quiet NaN is canonical if nothing else is in it. */
    boolean is(long given) {
      boolean isHalf = type.equals("i32") || type.equals("f32");
      long bits = isHalf ? given & 0xffff_ffffL : given;
      long quiet = isHalf ? 0x7fc0_0000L : 0x7ff8_0000_0000_0000L;
      return switch (text) {
        case "nan:canonical" -> (bits & (isHalf ? Integer.MAX_VALUE : Long.MAX_VALUE)) == quiet;
        case "nan:arithmetic" -> (bits & quiet) == quiet;
        case ANY_NAN ->
            isHalf
                ? Float.isNaN(Float.intBitsToFloat((int) bits))
                : Double.isNaN(Double.longBitsToDouble(bits));
        default -> isHalf ? (int) given == (int) bits() : given == bits();
      };
    }
  }

  /** Reads one. */
  static SpecificationScript read(Path file) throws Exception {
    Fields fields = Fields.of(JsonReader.readObject(Files.readAllBytes(file), MAX_BYTES));
    String fileName = String.valueOf(file.getFileName());
    return new SpecificationScript(
        fileName.substring(0, fileName.length() - ".json".length()),
        fields.list(
            "commands",
            MAX_COMMANDS,
            one -> {
              Optional<Action> action =
                  one.object().find("action").isPresent()
                      ? Optional.of(action(one.object("action")))
                      : Optional.empty();
              return new Command(
                  one.text("type", MAX_TEXT),
                  (int) one.integer("line", 0, Integer.MAX_VALUE),
                  one.optionalText("name", MAX_TEXT),
                  one.optionalText("as", MAX_TEXT),
                  one.optionalText("filename", MAX_TEXT),
                  one.optionalText("module_type", 20).orElse("binary").equals("text"),
                  action,
                  values(one, "expected"));
            }));
  }

  private static Action action(Fields fields) throws ProtocolException {
    return new Action(
        fields.text("type", 20).equals("invoke"),
        fields.optionalText("module", MAX_TEXT),
        // An export may have an empty name.
        fields.object().find("field").orElseThrow() instanceof JsonString field
            ? field.value()
            : "",
        values(fields, "args"));
  }

  private static List<Value> values(Fields fields, String name) throws ProtocolException {
    return fields.list(
        name,
        1_000,
        one -> new Value(one.text("type", 20), one.optionalText("value", 40).orElse("")));
  }
}
