package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.enrol.Enrolment;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What devices call. */
public final class EnrolmentApi {
  /** A signed request is a third longer than its document, and its header. */
  private static final int MAX_JWS = EnrolmentRequest.MAX_BYTES / 3 * 4 + 256;

  private final Enrolment enrolment;
  private final InstantSource clock;

  /** With what lets them in. */
  public EnrolmentApi(Enrolment enrolment, InstantSource clock) {
    this.enrolment = enrolment;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.post("/api/v1/enrolment/challenge", Permission.PUBLIC, this::challenge),
        Route.post("/api/v1/enrolment", Permission.PUBLIC, this::enrol),
        Route.post("/api/v1/renewal", Permission.PUBLIC, this::renew));
  }

  private Answer challenge(Call call) {
    return Answer.ok(
        JsonObject.builder()
            .put("challenge", enrolment.challenge())
            .put("time", clock.millis() / 1000)
            .build());
  }

  private Answer enrol(Call call) throws ProtocolException {
    return answer(enrolment.enrol(call.fields().text("request", MAX_JWS), call.source()));
  }

  private Answer renew(Call call) throws ProtocolException {
    return answer(enrolment.renew(call.fields().text("request", MAX_JWS), call.source()));
  }

  private static Answer answer(EnrolmentAnswer answer) {
    return new Answer(
        200, "application/json", new String(answer.toBytes(), StandardCharsets.UTF_8), Map.of());
  }
}
