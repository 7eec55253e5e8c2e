package org.eclipse.kura;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.ParseException;
import java.util.Map;
import java.util.Objects;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudNotificationPublisher;
import org.eclipse.kura.cloudconnection.request.RequestHandler;
import org.eclipse.kura.cloudconnection.request.RequestHandlerContext;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.message.KuraRequestPayload;
import org.eclipse.kura.message.KuraResponsePayload;
import org.junit.jupiter.api.Test;

/** The few classes of the API that do something. */
class BehaviourTest {
  @Test
  void anExceptionSaysItsCodeAndWhatItIsAbout() {
    Exception cause = new IllegalStateException("no");
    KuraException exception = new KuraException(KuraErrorCode.NOT_FOUND, cause, "eth7", null);
    assertEquals("not found: eth7, null", exception.getMessage());
    assertEquals(KuraErrorCode.NOT_FOUND, exception.getCode());
    assertSame(cause, exception.getCause());
    assertEquals("bad request", new KuraException(KuraErrorCode.BAD_REQUEST).getMessage());
    assertEquals("internal error: no", KuraException.internalError(cause).getMessage());
  }

  @Test
  void aPasswordDoesNotPrintItselfAndIsNotChangedFromOutside() {
    char[] given = "hunter2".toCharArray();
    Password password = new Password(given);
    given[0] = 'x';
    password.getPassword()[1] = 'x';
    assertArrayEquals("hunter2".toCharArray(), password.getPassword());
    assertFalse(password.toString().contains("hunter2"));
  }

  @Test
  void aScalarIsFoundByItsNameInAFile() {
    assertEquals(Scalar.CHAR, Scalar.fromValue("Char"));
    assertThrows(IllegalArgumentException.class, () -> Scalar.fromValue("CHAR"));
  }

  @Test
  void aRequestMustSayWhoAsks() throws ParseException {
    KuraPayload payload = new KuraPayload();
    payload.addMetric(KuraRequestPayload.METRIC_REQUEST_ID, "7");
    assertThrows(ParseException.class, () -> KuraRequestPayload.buildFromKuraPayload(payload));
    payload.addMetric(KuraRequestPayload.REQUESTER_CLIENT_ID, "me");
    KuraRequestPayload request = KuraRequestPayload.buildFromKuraPayload(payload);
    assertEquals("7", request.getRequestId());
    assertEquals("me", request.getRequesterClientId());
  }

  @Test
  void aResponseTellsWhatWentWrong() {
    KuraResponsePayload response =
        new KuraResponsePayload(
            KuraResponsePayload.RESPONSE_CODE_NOTFOUND, new IllegalStateException("gone"));
    assertEquals(404, response.getResponseCode());
    assertEquals("gone", response.getExceptionMessage());
    assertTrue(Objects.requireNonNull(response.getExceptionStack()).contains("IllegalState"));
    assertEquals(404, new KuraResponsePayload(response).getResponseCode());
  }

  @Test
  void aHandlerSupportsOnlyWhatItOverrides() {
    RequestHandler handler = new RequestHandler() {};
    CloudNotificationPublisher nobody = new Nobody();
    RequestHandlerContext context = new RequestHandlerContext(nobody, Map.of());
    KuraException refused =
        assertThrows(
            KuraException.class, () -> handler.doGet(context, new KuraMessage(new KuraPayload())));
    assertEquals(KuraErrorCode.OPERATION_NOT_SUPPORTED, refused.getCode());
  }
}
