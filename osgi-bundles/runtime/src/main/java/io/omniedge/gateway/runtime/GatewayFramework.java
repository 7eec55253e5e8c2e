package io.omniedge.gateway.runtime;

import io.omniedge.gateway.runtime.control.ControlSocket.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The OSGi framework with all bundles of an installation. Started and stopped once; one thread at a
 * time.
 */
final class GatewayFramework {
  /** Above the start levels of all bundle folders. */
  private static final int RUNNING = 10;

  /** Only our own launcher offers it: so kura-api-compat never resolves on a real Kura. */
  private static final String STANDALONE = "io.omniedge.standalone";

  /** What the launcher gives to bundles that log through SLF4J, of the old kind or the new. */
  private static final String SLF4J =
      String.join(
          ",",
          "org.slf4j;version=2.0.17",
          "org.slf4j.event;version=2.0.17",
          "org.slf4j.helpers;version=2.0.17",
          "org.slf4j.spi;version=2.0.17",
          "org.slf4j;version=1.7.36",
          "org.slf4j.helpers;version=1.7.36",
          "org.slf4j.spi;version=1.7.36");

  private final Directories directories;
  private final boolean shell;
  private final Framework framework;

  private GatewayFramework(Directories directories, boolean shell, Framework framework) {
    this.directories = directories;
    this.shell = shell;
    this.framework = framework;
  }

  /**
   * Makes the framework and starts nothing.
   *
   * @param shell whether to read commands of the Gogo shell from standard input
   * @throws IOException if its folders cannot be made
   */
  static GatewayFramework of(Directories directories, boolean shell) throws IOException {
    for (var directory : List.of(directories.data(), directories.deploy())) {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    }
    FrameworkFactory factory =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new IOException("there is no OSGi framework on the class path"));
    return new GatewayFramework(directories, shell, factory.newFramework(settings(directories)));
  }

  /**
   * Starts everything; when this returns, all bundles are started.
   *
   * @throws IOException naming the bundle and what it lacks; everything is stopped then
   */
  void start(long timeoutMillis) throws IOException {
    try {
      framework.init();
      install();
      framework.start();
      reach(RUNNING, timeoutMillis);
      checkActive();
    } catch (BundleException | InterruptedException | IllegalStateException e) {
      stop(timeoutMillis);
      throw new IOException("the framework does not start: " + e.getMessage(), e);
    } catch (IOException e) {
      stop(timeoutMillis);
      throw e;
    }
  }

  private static Map<String, String> settings(Directories directories) {
    Map<String, String> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, directories.frameworkStorage().toString());
    settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    settings.put(Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA, STANDALONE);
    settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SLF4J);
    settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "1");
    settings.put("felix.fileinstall.dir", directories.deploy().toAbsolutePath().toString());
    settings.put("felix.fileinstall.noInitialDelay", "true");
    // A file is its operator's: written back, it could overwrite one that was put there just now.
    settings.put("felix.fileinstall.enableConfigSave", "false");
    // No web server and no Web Console before the web page says where, and who may in.
    settings.put("org.apache.felix.http.require.config", "true");
    settings.put("felix.webconsole.security.providers", "io.omniedge.gateway.console");
    settings.put("felix.log.level", "1");
    settings.put("io.omniedge.data", directories.data().toAbsolutePath().toString());
    settings.put("io.omniedge.run", directories.run().toAbsolutePath().toString());
    return settings;
  }

  private void install() throws IOException, BundleException {
    BundleContext context = framework.getBundleContext();
    List<BundleFolders.Entry> entries = new ArrayList<>(BundleFolders.list(directories.bundles()));
    if (shell) {
      entries.addAll(BundleFolders.list(directories.shell()));
    }
    List<Bundle> installed = new ArrayList<>();
    for (BundleFolders.Entry entry : entries) {
      // By reference: the framework reads our JARs where they are and copies none.
      Bundle bundle = context.installBundle("reference:" + entry.jar().toAbsolutePath().toUri());
      bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
      installed.add(bundle);
    }
    // All at once, not each when it starts: then what is missing is said of all of them.
    framework.adapt(FrameworkWiring.class).resolveBundles(installed);
    for (Bundle bundle : installed) {
      if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
  }

  private void reach(int level, long timeoutMillis) throws IOException, InterruptedException {
    CompletableFuture<FrameworkEvent> reached = new CompletableFuture<>();
    framework
        .adapt(FrameworkStartLevel.class)
        .setStartLevel(
            level,
            event -> {
              if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
                reached.complete(event);
              }
            });
    try {
      reached.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("the bundles were not started within " + timeoutMillis + " ms", e);
    }
  }

  private void checkActive() throws IOException {
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
      if (!fragment && bundle.getState() != Bundle.ACTIVE) {
        throw new IOException("bundle " + bundle.getSymbolicName() + " did not start");
      }
    }
  }

  /**
   * Answers a question from the command line.
   *
   * @throws RefusedException with the text for the person who asked
   */
  String answer(String command, List<String> arguments) throws RefusedException {
    BundleCommands commands = new BundleCommands(framework.getBundleContext());
    return switch (command) {
      case "status" -> commands.call("status", arguments, false) + describe();
      case "health", "password" -> commands.call(command, arguments, true);
      default -> throw new RefusedException("unknown command " + command);
    };
  }

  /** The bundles and their states, a line each. */
  private String describe() {
    StringBuilder text = new StringBuilder();
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      text.append(
          String.format(
              "bundle %s %s %s%n",
              bundle.getSymbolicName(),
              bundle.getVersion(),
              bundle.getState() == Bundle.ACTIVE ? "active" : "state " + bundle.getState()));
    }
    return text.toString();
  }

  /** Waits for the end. */
  void await() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops all bundles in the reverse order; false if they take longer than this. */
  boolean stop(long timeoutMillis) {
    try {
      framework.stop();
      return framework.waitForStop(timeoutMillis).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    } catch (BundleException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
