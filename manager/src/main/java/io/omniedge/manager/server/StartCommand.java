package io.omniedge.manager.server;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code start}: runs until it is told to end. */
@Command(name = "start", description = "Runs the manager in the foreground.")
final class StartCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws InterruptedException {
    return ExitCode.of(
        () -> {
          Manager manager = Manager.start(config.read(), InstantSource.system());
          CountDownLatch ended = new CountDownLatch(1);
          Runtime.getRuntime()
              .addShutdownHook(
                  new Thread(
                      () -> {
                        manager.close();
                        ended.countDown();
                      },
                      "stop"));
          System.out.println(
              "omniedge-manager: its authority "
                  + manager.authorityFingerprint()
                  + " (SHA-256; omniedge login --ca)");
          System.out.println(
              "omniedge-manager: HTTPS on port "
                  + manager.httpPort()
                  + ", MQTT on port "
                  + manager.mqttPort());
          ended.await();
        });
  }
}
