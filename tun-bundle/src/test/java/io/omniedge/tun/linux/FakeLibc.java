package io.omniedge.tun.linux;

import io.omniedge.tun.linux.libc.Libc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The real C library except for calls a test answers itself, to see errors this kernel never has.
 */
final class FakeLibc {
  private FakeLibc() {}

  /** Decides about one call. */
  interface Answer {
    /**
     * The result instead of the call ({@code Integer} or {@code Long} as declared), null to call.
     */
    @Nullable Object to(String function, Object[] arguments);
  }

  static Libc over(Libc real, Answer answer) {
    return (Libc)
        Proxy.newProxyInstance(
            FakeLibc.class.getClassLoader(),
            new Class<?>[] {Libc.class},
            (proxy, method, arguments) -> {
              Object[] given = arguments == null ? new Object[0] : arguments;
              Object instead = answer.to(method.getName(), given);
              if (instead != null) {
                return instead;
              }
              try {
                return method.invoke(real, given);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
