package io.omniedge.gateway.console.form;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FormTest {
  private static final String ID = "value";

  private static Form form(Question question) {
    return new Form(
        Question.objectClass("pid", "Pump", question),
        reference -> List.of("(kura.service.pid=plant)", "(kura.service.pid=<b>)"));
  }

  private static Field shown(Question question, @Nullable Object value) {
    return form(question).show(value == null ? Map.of() : Map.of(ID, value)).get(0);
  }

  private static Form.Entered sent(Question question, Map<String, String> sent) {
    return sent(question, sent, Map.of());
  }

  private static Form.Entered sent(
      Question question, Map<String, String> sent, Map<String, Object> before) {
    return form(question).read(sent::get, before);
  }

  private static Question any(Scalar type) {
    return Question.of(ID, type);
  }

  @ParameterizedTest
  @CsvSource({
    "STRING, hello, TEXT",
    "LONG, 9223372036854775807, NUMBER",
    "INTEGER, -7, NUMBER",
    "SHORT, 32767, NUMBER",
    "BYTE, -128, NUMBER",
    "DOUBLE, 2.5, TEXT",
    "FLOAT, 0.5, TEXT",
    "CHAR, x, TEXT",
  })
  void readsWhatItShowsOfEveryType(Scalar type, String text, Field.Kind kind) {
    Form.Entered entered = sent(any(type), Map.of(ID, text));
    assertTrue(entered.isRight(), entered.toString());
    Object value = entered.properties().get(ID);
    assertEquals(text, String.valueOf(value));
    Field field = shown(any(type), value);
    assertEquals(text, field.value());
    assertEquals(kind, field.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "LONG, 9223372036854775808",
    "INTEGER, 2147483648",
    "INTEGER, 1.5",
    "INTEGER, 0x10",
    "SHORT, 32768",
    "BYTE, 128",
    "DOUBLE, one",
    "FLOAT, 1;5",
    "CHAR, xy"
  })
  void refusesWhatIsNotOfTheTypeAndKeepsWhatWasTyped(Scalar type, String text) {
    Form.Entered entered = sent(any(type), Map.of(ID, text));
    assertFalse(entered.isRight());
    assertEquals(text, entered.fields().get(0).value());
    assertFalse(entered.properties().containsKey(ID));
  }

  @ParameterizedTest
  @EnumSource(value = Scalar.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSWORD")
  void severalValuesAreOneInEachLine(Scalar type) {
    String one = type == Scalar.BOOLEAN ? "true" : "1";
    String text = "\r\n " + (type == Scalar.CHAR ? "" : one) + "\r\n\r\n" + one + "\n";
    text = type == Scalar.CHAR ? one + "\n" + one : text;
    Form.Entered entered = sent(any(type).several(2), Map.of(ID, text));
    assertTrue(entered.isRight(), entered.toString());
    Object[] values = (Object[]) Objects.requireNonNull(entered.properties().get(ID));
    Field field = shown(any(type).several(2), values);
    assertEquals(Field.Kind.LINES, field.kind());
    assertEquals(values.length, field.value().lines().count());
    assertFalse(
        sent(any(type).several(2), Map.of(ID, (one + "\n").repeat(3))).isRight(), "too many");
  }

  @Test
  void anyNumberOfValuesIsAnyNumber() {
    Question question = any(Scalar.STRING).several(Integer.MIN_VALUE);
    assertTrue(sent(question, Map.of(ID, "a\nb\nc\nd")).isRight());
  }

  @Test
  void oneOrMinusOneIsOneValue() {
    assertEquals(Field.Kind.TEXT, shown(any(Scalar.STRING).several(-1), "a").kind());
    assertEquals("a", sent(any(Scalar.STRING).several(1), Map.of(ID, "a")).properties().get(ID));
  }

  @Test
  void tellsLimitsAndKeepsThem() {
    Question question = any(Scalar.INTEGER).limits("1", "65535");
    assertEquals("1 to 65535", shown(question, 5).limits());
    assertEquals("", sent(question, Map.of(ID, "65535")).fields().get(0).error());
    assertEquals("more than 65535", sent(question, Map.of(ID, "70000")).fields().get(0).error());
    assertEquals("less than 1", sent(question, Map.of(ID, "0")).fields().get(0).error());
    assertFalse(sent(any(Scalar.DOUBLE).limits("0", "1"), Map.of(ID, "NaN")).isRight());
    assertFalse(sent(any(Scalar.STRING).limits("2", "3"), Map.of(ID, "abcd")).isRight());
  }

  @Test
  void whatIsRequiredHasToBeFilledIn() {
    assertFalse(sent(any(Scalar.STRING).required(), Map.of(ID, "  ")).isRight());
    assertFalse(sent(any(Scalar.INTEGER).required(), Map.of(ID, "")).isRight());
    assertEquals("", sent(any(Scalar.STRING), Map.of(ID, " ")).properties().get(ID));
    Form.Entered removed = sent(any(Scalar.INTEGER), Map.of(ID, ""));
    assertTrue(removed.properties().containsKey(ID));
    assertNull(removed.properties().get(ID));
  }

  @Test
  void whatWasNotAskedIsNotChanged() {
    assertEquals(Map.of(), sent(any(Scalar.STRING).required(), Map.of("x", "y")).properties());
  }

  @Test
  void aBoxThatIsNotCheckedIsFalse() {
    assertEquals(Field.Kind.FLAG, shown(any(Scalar.BOOLEAN), true).kind());
    assertEquals(true, sent(any(Scalar.BOOLEAN), Map.of(ID, "true")).properties().get(ID));
    assertEquals(false, sent(any(Scalar.BOOLEAN), Map.of()).properties().get(ID));
  }

  @Test
  void takesOnlyTheOptionsThereAre() {
    Question question = any(Scalar.INTEGER).option("Slow", "1").option("Fast", "2");
    Field field = shown(question, 2);
    assertEquals(Field.Kind.CHOICE, field.kind());
    assertEquals(2, field.choices().size());
    assertEquals(2, sent(question, Map.of(ID, "2")).properties().get(ID));
    assertFalse(sent(question, Map.of(ID, "3")).isRight());
  }

  @Test
  void whatIsSetStaysAChoiceWhenItIsNoLongerOffered() {
    Field field = shown(any(Scalar.STRING).option("A", "a"), "old");
    assertEquals(new Field.Choice("old", "old"), field.choices().get(0));
  }

  @Test
  void aTargetIsChosenAmongTheServicesThereAre() {
    Question question = Question.of("Tunnel.target", Scalar.STRING);
    Field field =
        form(question).show(Map.of("Tunnel.target", "(kura.service.pid=changeme)")).get(0);
    assertEquals(
        List.of("not chosen yet", "plant", "<b>"),
        field.choices().stream().map(Field.Choice::label).toList());
    assertEquals("(kura.service.pid=plant)", field.choices().get(1).value());
  }

  @Test
  void aDescriptionCanAskForALargeField() {
    Field field = shown(any(Scalar.STRING).described("Some | words|TextArea"), "a\nb");
    assertEquals(Field.Kind.AREA, field.kind());
    assertEquals("Some | words", field.description());
    assertEquals("", shown(any(Scalar.STRING).described(null), "").description());
    assertEquals(ID, shown(any(Scalar.STRING).named(" "), "").name());
  }

  @Test
  void savingALargeFieldUnchangedChangesNothing() {
    Question question = any(Scalar.STRING).described("|TextArea");
    assertEquals("a\nb", sent(question, Map.of(ID, "a\r\nb")).properties().get(ID));
  }

  @Test
  void aPasswordIsKeptChangedOrRemovedAndNeverShown() {
    Question question = any(Scalar.PASSWORD);
    Map<String, Object> before = Map.of(ID, new Password("hunter2hunter2"));
    Field field = form(question).show(before).get(0);
    assertTrue(field.stored());
    assertFalse(field.toString().contains("hunter2"));

    assertEquals(Map.of(), sent(question, Map.of(ID, ""), before).properties());
    assertEquals(Map.of(), sent(question, Map.of(), before).properties());
    assertEquals("new", password(sent(question, Map.of(ID, "new"), before)));
    assertEquals("", password(sent(question, Map.of(ID, "", ID + Form.CLEAR, "true"), before)));
    assertEquals(" a ", password(sent(question, Map.of(ID, " a "), before)), "spaces are meant");
    assertEquals("   ", password(sent(question, Map.of(ID, "   "), before)), "and only spaces too");
  }

  private static String password(Form.Entered entered) {
    Object value = entered.properties().get(ID);
    return value instanceof Password password
        ? new String(password.getPassword())
        : String.valueOf(value);
  }

  @Test
  void aRefusedPasswordIsNotShownEither() {
    Form.Entered entered = sent(any(Scalar.PASSWORD).limits("8", "9"), Map.of(ID, "hunter2"));
    assertFalse(entered.isRight());
    assertFalse(entered.fields().toString().contains("hunter2"));
  }

  @Test
  void severalPasswordsAreNoLessSecret() {
    Question question = any(Scalar.PASSWORD).several(3);
    Password[] two = {new Password("hunter2"), new Password("hunter3")};
    Map<String, Object> before = Map.of(ID, two);
    Field field = form(question).show(before).get(0);
    assertEquals(Field.Kind.SECRET_LINES, field.kind());
    assertEquals("", field.value());
    assertTrue(field.stored());
    assertEquals(Map.of(), sent(question, Map.of(ID, ""), before).properties());
    Form.Entered changed = sent(question, Map.of(ID, "hunter4\r\nhunter5"), before);
    assertFalse(changed.fields().toString().contains("hunter"));
    assertEquals(2, ((Object[]) changed.properties().getOrDefault(ID, new Object[0])).length);
    assertArrayEquals(
        new Password[0],
        (Object[])
            sent(question, Map.of(ID, "", ID + Form.CLEAR, "true"), before).properties().get(ID));
  }

  @Property
  void everyTextIsReadOrRefusedAndShownAsItWasTyped(
      @ForAll Scalar type, @ForAll String text, @ForAll boolean several) {
    Question question = any(type).several(several ? 5 : 0);
    Form.Entered entered = sent(question, Map.of(ID, text));
    Field field = entered.fields().get(0);
    assertEquals(entered.isRight(), field.error().isEmpty());
    if (field.kind() == Field.Kind.TEXT || field.kind() == Field.Kind.LINES) {
      assertEquals(text, field.value());
    }
    if (field.kind().isSecret()) {
      assertEquals("", field.value());
    }
  }

  @Test
  void aTitleLeavesOutWhatChoosesAPicture() {
    assertEquals("Tunnel", Form.title(Question.objectClass("p", "VpnClient OmniEdge tunnel")));
    assertEquals("io.x", Form.title(Question.objectClass("io.x", "OmniEdge ")));
    assertEquals("Pump", Form.title(Question.objectClass("p", "Pump")));
  }
}
