package io.omniedge.itests.cloud;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudNotificationPublisher;
import org.eclipse.kura.cloudconnection.request.RequestHandler;
import org.eclipse.kura.cloudconnection.request.RequestHandlerContext;
import org.eclipse.kura.cloudconnection.request.RequestHandlerRegistry;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.message.KuraResponsePayload;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests to the handlers that registered, as Kura does, and remembers what is published.
 */
final class CloudConnection implements RequestHandlerRegistry, CloudNotificationPublisher {
  private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();
  private final List<KuraMessage> published = new CopyOnWriteArrayList<>();
  private volatile boolean broken;

  @Override
  public void registerRequestHandler(String id, RequestHandler handler) {
    handlers.put(id, handler);
  }

  @Override
  public void unregister(String id) {
    handlers.remove(id);
  }

  @Override
  public @Nullable String publish(KuraMessage message) throws KuraException {
    if (broken) {
      throw new KuraException(KuraErrorCode.NOT_CONNECTED);
    }
    published.add(message);
    return null;
  }

  /** From now on it throws, or does no more. */
  void broken(boolean now) {
    broken = now;
  }

  /** Each message a line: properties, metrics, and the body if it is JSON. */
  String published() {
    StringBuilder text = new StringBuilder();
    for (KuraMessage message : published) {
      text.append(new TreeMap<>(message.getProperties())).append(' ').append(sorted(message));
      byte[] body = message.getPayload().getBody();
      if (body != null && body.length > 0 && body[0] == '{') {
        text.append(' ').append(new String(body, StandardCharsets.UTF_8));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** The answer to {@code GET} or {@code EXEC}: its metrics, a line each. */
  String request(String application, String method, List<String> resource) {
    KuraMessage request = new KuraMessage(new KuraPayload(), Map.of("args", resource));
    StringBuilder text = new StringBuilder();
    sorted(answer(application, method, request))
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return text.toString();
  }

  private KuraMessage answer(String application, String method, KuraMessage request) {
    RequestHandler handler = handlers.get(application);
    if (handler == null) {
      return failure(KuraResponsePayload.RESPONSE_CODE_NOTFOUND, "no application " + application);
    }
    RequestHandlerContext context = new RequestHandlerContext(this, Map.of());
    try {
      return method.equals("GET")
          ? handler.doGet(context, request)
          : handler.doExec(context, request);
    } catch (KuraException e) {
      return failure(code(e.getCode()), String.valueOf(e.getMessage()));
    }
  }

  private static int code(KuraErrorCode code) {
    return switch (code) {
      case BAD_REQUEST -> KuraResponsePayload.RESPONSE_CODE_BAD_REQUEST;
      case NOT_FOUND -> KuraResponsePayload.RESPONSE_CODE_NOTFOUND;
      default -> KuraResponsePayload.RESPONSE_CODE_ERROR;
    };
  }

  private static KuraMessage failure(int code, String message) {
    KuraResponsePayload payload = new KuraResponsePayload(code);
    payload.setExceptionMessage(message);
    return new KuraMessage(payload);
  }

  private static Map<String, Object> sorted(KuraMessage message) {
    return new TreeMap<>(message.getPayload().metrics());
  }

  @Override
  public void registerCloudConnectionListener(CloudConnectionListener listener) {}

  @Override
  public void unregisterCloudConnectionListener(CloudConnectionListener listener) {}

  @Override
  public void registerCloudDeliveryListener(CloudDeliveryListener listener) {}

  @Override
  public void unregisterCloudDeliveryListener(CloudDeliveryListener listener) {}
}
