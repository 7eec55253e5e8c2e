package io.omniedge.itests.osgi;

import io.omniedge.itests.lab.Eventually;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A framework in this process, in a class loader of its own. Services of bundles are asked by
 * reflection: their classes are theirs alone, as in a product.
 */
final class RunningPlatform implements AutoCloseable {
  private static final long STOP_MILLIS = 10_000;

  private final URLClassLoader loader;
  private final Framework framework;
  private final List<Bundle> installed = new ArrayList<>();

  private RunningPlatform(URLClassLoader loader, Framework framework) {
    this.loader = loader;
    this.framework = framework;
  }

  /** Starts the platform with these bundles on it. */
  static RunningPlatform start(Platform platform, Path storage, List<Path> bundles)
      throws Exception {
    URL url = platform.framework().toUri().toURL();
    URLClassLoader loader =
        new URLClassLoader(new URL[] {url}, RunningPlatform.class.getClassLoader());
    FrameworkFactory factory =
        ServiceLoader.load(FrameworkFactory.class, loader).findFirst().orElseThrow();
    Map<String, String> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, storage.resolve("framework").toString());
    settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, "onFirstInit");
    settings.put("felix.cm.dir", storage.resolve("config").toString());
    settings.put("felix.fileinstall.dir", storage.resolve("deploy").toString());
    settings.put("org.osgi.framework.system.capabilities.extra", "io.omniedge.standalone");
    settings.put("io.omniedge.data", storage.resolve("data").toString());
    settings.put("io.omniedge.run", storage.resolve("run").toString());
    RunningPlatform running = new RunningPlatform(loader, factory.newFramework(settings));
    try {
      running.framework.start();
      running.install(platform.services());
      running.install(bundles);
    } catch (BundleException | RuntimeException | Error e) {
      running.close();
      throw e;
    }
    return running;
  }

  private void install(List<Path> jars) throws BundleException {
    BundleContext context = framework.getBundleContext();
    List<Bundle> now = new ArrayList<>();
    for (Path jar : jars) {
      now.add(context.installBundle("reference:" + jar.toUri()));
    }
    // A fragment starts with its host.
    now.removeIf(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null);
    for (Bundle bundle : now) {
      bundle.start();
    }
    installed.addAll(now);
  }

  /** Every bundle there is now. */
  List<Bundle> all() {
    return List.of(framework.getBundleContext().getBundles());
  }

  List<Bundle> bundles() {
    return installed;
  }

  /** Writes a configuration; {@code factory} if there may be several. */
  @SuppressWarnings("JdkObsolete") // the OSGi API wants a Dictionary
  void configure(String pid, boolean factory, Map<String, Object> properties) throws Exception {
    Object admin = service("org.osgi.service.cm.ConfigurationAdmin", null);
    Object configuration =
        Objects.requireNonNull(
            call(
                admin,
                factory ? "createFactoryConfiguration" : "getConfiguration",
                new Class<?>[] {String.class, String.class},
                pid,
                "?"));
    call(
        configuration,
        "update",
        new Class<?>[] {Dictionary.class},
        new Hashtable<String, Object>(properties));
  }

  /** Calls a method of a bundle's object; its class is often not public. */
  static @Nullable Object call(
      Object target, String method, Class<?>[] types, Object... arguments) {
    try {
      Method found = target.getClass().getMethod(method, types);
      found.setAccessible(true);
      return found.invoke(target, arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method, e);
    }
  }

  /** A service once it is there. */
  Object service(String type, @Nullable String filter) {
    List<Object> found = new ArrayList<>();
    Eventually.holds("a service " + type, () -> find(type, filter, found));
    return found.get(0);
  }

  /**
   * Registers a service of a type that a bundle exports.
   *
   * @param user a service of a bundle that knows the type
   * @return ends it
   */
  Runnable register(Object user, String type, InvocationHandler service)
      throws ClassNotFoundException {
    ClassLoader types = user.getClass().getClassLoader();
    Object proxy = Proxy.newProxyInstance(types, new Class<?>[] {types.loadClass(type)}, service);
    ServiceRegistration<?> registration =
        framework.getBundleContext().registerService(type, proxy, null);
    return registration::unregister;
  }

  private boolean find(String type, @Nullable String filter, List<Object> found) {
    BundleContext context = framework.getBundleContext();
    try {
      ServiceReference<?>[] references = context.getAllServiceReferences(type, filter);
      if (references == null) {
        return false;
      }
      Object service = context.getService(references[0]);
      return service != null && found.add(service);
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      framework.stop();
      framework.waitForStop(STOP_MILLIS);
    } catch (BundleException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loader.close();
  }
}
