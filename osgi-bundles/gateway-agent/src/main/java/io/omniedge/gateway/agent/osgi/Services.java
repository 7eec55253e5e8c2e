package io.omniedge.gateway.agent.osgi;

import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Services of bundles that may be missing. */
final class Services {
  private Services() {}

  /** What the service of this type answers now; nothing if there is none. */
  static <S, T> Optional<T> asked(BundleContext context, Class<S> type, Function<S, T> question) {
    ServiceReference<S> reference = context.getServiceReference(type);
    S service = reference == null ? null : context.getService(reference);
    if (reference == null || service == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(question.apply(service));
    } finally {
      context.ungetService(reference);
    }
  }
}
