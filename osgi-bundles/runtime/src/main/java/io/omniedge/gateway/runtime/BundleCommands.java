package io.omniedge.gateway.runtime;

import io.omniedge.gateway.runtime.control.ControlSocket.RefusedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What bundles can answer at the command line: services with the properties by which the Gogo shell
 * finds commands, {@code osgi.command.scope=omniedge} and {@code osgi.command.function}, whose
 * method of that name takes texts and returns one. So the launcher needs no class of theirs.
 */
final class BundleCommands {
  private static final String SCOPE = "omniedge";

  private final BundleContext context;

  BundleCommands(BundleContext context) {
    this.context = context;
  }

  /**
   * Runs all commands of this name and joins what they say.
   *
   * @throws RefusedException if one of them fails, or there is none and {@code needed}
   */
  String call(String function, List<String> arguments, boolean needed) throws RefusedException {
    List<ServiceReference<?>> found = new ArrayList<>();
    try {
      ServiceReference<?>[] all =
          context.getAllServiceReferences(
              null,
              "(&(osgi.command.scope=" + SCOPE + ")(osgi.command.function=" + function + "))");
      if (all != null) {
        found.addAll(List.of(all));
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(function, e);
    }
    if (found.isEmpty() && needed) {
      throw new RefusedException("no bundle of this gateway knows \"" + function + "\"");
    }
    found.sort(null);
    StringBuilder said = new StringBuilder();
    for (ServiceReference<?> reference : found) {
      Object service = context.getService(reference);
      if (service != null) {
        try {
          said.append(invoke(service, function, arguments));
        } finally {
          context.ungetService(reference);
        }
      }
    }
    return said.toString();
  }

  private static String invoke(Object service, String function, List<String> arguments)
      throws RefusedException {
    for (Method method : service.getClass().getMethods()) {
      if (method.getName().equals(function) && method.getParameterCount() == arguments.size()) {
        try {
          return String.valueOf(method.invoke(service, arguments.toArray()));
        } catch (InvocationTargetException e) {
          throw new RefusedException(String.valueOf(e.getTargetException().getMessage()));
        } catch (IllegalAccessException | IllegalArgumentException e) {
          throw new RefusedException(function + " cannot be called: " + e.getMessage());
        }
      }
    }
    throw new RefusedException(function + " does not take " + arguments.size() + " arguments");
  }
}
