package io.omniedge.gateway.configuration.osgi;

import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** A bundle in a folder, of which only the entries can be read. */
final class FakeBundle {
  private final Path root;
  private final Bundle bundle;
  private boolean uninstalled;

  FakeBundle(Path root) {
    this.root = root;
    this.bundle =
        (Bundle)
            Proxy.newProxyInstance(
                FakeBundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getEntry" -> entry((String) arguments[0]);
                      case "getBundleId" -> (long) System.identityHashCode(this);
                      case "hashCode" -> System.identityHashCode(this);
                      case "equals" -> proxy == arguments[0];
                      case "toString" -> root.getFileName().toString();
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
  }

  Bundle asBundle() {
    return bundle;
  }

  void uninstall() {
    uninstalled = true;
  }

  private @Nullable URL entry(String path) throws MalformedURLException {
    if (uninstalled) {
      throw new IllegalStateException("uninstalled");
    }
    Path file = root.resolve(path);
    return Files.exists(file) ? file.toUri().toURL() : null;
  }
}
