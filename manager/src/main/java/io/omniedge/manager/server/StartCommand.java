package io.omniedge.manager.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code start}: runs until it is told to end. */
@Command(name = "start", description = "Runs the manager in the foreground.")
final class StartCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      defaultValue = "/etc/omniedge/manager.properties",
      description = "Settings (default: ${DEFAULT-VALUE}).")
  private Path config = Path.of("/etc/omniedge/manager.properties");

  @Override
  public Integer call() throws InterruptedException {
    try {
      Manager manager = Manager.start(ManagerSettings.read(config), InstantSource.system());
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    manager.close();
                    ended.countDown();
                  }));
      System.out.println("omniedge-manager: listening on port " + manager.httpPort());
      ended.await();
      return 0;
    } catch (SettingsException | IOException e) {
      System.err.println("omniedge-manager: " + e.getMessage());
      return 5;
    }
  }
}
