package io.omniedge.gateway.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms and addresses as nobody's browser sends them. */
class SentFieldsTest {
  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(folder).withUsers();
  }

  @Property
  void readsWhatABrowserSends(@ForAll String name, @ForAll String value) throws Exception {
    String text = sendable(value);
    String key = sendable(name);
    Visit visit = Visit.post("/x?other=1").with(key, text).with(key, "second");
    assertEquals(Map.of(key, text), SentFields.ofForm(visit.request(), () -> 0));
  }

  /** Without halves of characters, which no browser sends. */
  private static String sendable(String any) {
    return new String(any.getBytes(UTF_8), UTF_8);
  }

  @Test
  void aFormHasABoundWhetherItTellsItsLengthOrNot() {
    String large = "a=" + "x".repeat(SentFields.MOST_BYTES);
    Visit told = Visit.post("/sign-in").body(large).at(desk.page);
    Visit untold = Visit.post("/sign-in").body(large).untold().at(desk.page);
    assertEquals(413, told.status());
    assertEquals(413, untold.status());
    assertTrue(untold.text().contains("at most 200000 bytes"));
    String largest = "a=" + "x".repeat(SentFields.MOST_BYTES - 2);
    assertEquals(422, Visit.post("/sign-in").body(largest).at(desk.page).status());
  }

  @Test
  void anEndlessFormEnds() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertEquals(413, Visit.post("/sign-in").body(endless).at(desk.page).status());
  }

  @Test
  void aFormThatComesByteByByteIsGivenUp() {
    InputStream drip =
        new InputStream() {
          @Override
          public int read() {
            desk.clock.addAndGet(SentFields.LONGEST_NANOS / 10);
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            into[offset] = (byte) read();
            return 1;
          }
        };
    assertEquals(408, Visit.post("/sign-in").body(drip).at(desk.page).status());
  }

  @Test
  void aSenderWhoGoesAwayIsNoFailure() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("connection reset");
          }
        };
    assertEquals(408, Visit.post("/sign-in").body(broken).at(desk.page).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%zz", "%", "a=%4", "csrf=%C0%8", "=%%%"})
  void whatIsMalformedIsTheSendersFault(String text) {
    assertEquals(400, Visit.post("/sign-in").body(text).at(desk.page).status());
    assertEquals(400, Visit.get("/sign-in?" + text).at(desk.page).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&&&", "=", "a", "a&a=b&=c", "\u0000=\u0000", "a=%00%ff%fe"})
  void whatIsOddIsNoReasonToFail(String text) {
    assertEquals(422, Visit.post("/sign-in").body(text).at(desk.page).status());
    assertEquals(200, Visit.get("/sign-in?" + text).at(desk.page).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data; boundary=x", "text/plain", "application/json", ""})
  void whatIsNoFormIsRefused(String type) {
    Visit visit = Visit.post("/sign-in").header("Content-Type", type).body("name=alice");
    assertEquals(415, visit.at(desk.page).status());
  }

  @Test
  void aPasswordInTheAddressIsNone() {
    Visit visit = Visit.post("/sign-in?name=alice&password=" + Desk.PASSWORD.replace(" ", "+"));
    assertEquals(422, visit.at(desk.page).status());
  }

  @Test
  void aFewFormsAtOnceAndOneAddressDoesNotTakeThemAll() {
    Turnstile turnstile = new Turnstile();
    for (int i = 0; i < Turnstile.MOST_OF_ADDRESS; i++) {
      assertTrue(turnstile.enter("a"));
    }
    assertFalse(turnstile.enter("a"));
    assertTrue(turnstile.enter("b"));
    turnstile.leave("a");
    assertTrue(turnstile.enter("a"));
    int more = 0;
    for (int i = 0; i < 100; i++) {
      more += turnstile.enter("c" + i) ? 1 : 0;
    }
    assertEquals(Turnstile.MOST - Turnstile.MOST_OF_ADDRESS - 1, more);
  }

  @Test
  void aFormThatArrivesKeepsNoMoreThanItsPlace() {
    int[] refused = {0};
    InputStream nested =
        new InputStream() {
          @Override
          public int read() {
            return -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            for (int i = 0; i < 2 * Turnstile.MOST_OF_ADDRESS; i++) {
              Visit.post("/sign-in").body("%").at(desk.page);
            }
            refused[0] = Visit.post("/sign-in").body("%").at(desk.page).status();
            return -1;
          }
        };
    assertEquals(422, Visit.post("/sign-in").body(nested).at(desk.page).status());
    assertEquals(400, refused[0], "a place is left also by a form that is refused");
  }
}
