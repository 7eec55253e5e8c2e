package io.omniedge.itests.osgi;

import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.JavaProgram;
import io.omniedge.itests.lab.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;

/** A platform with our bundles as a gateway of the laboratory. */
public final class PlatformProcess {
  private PlatformProcess() {}

  /**
   * Starts it and waits until its tunnel is up.
   *
   * @param javaHome the Java it runs on
   * @param more bundles beside ours
   */
  public static Program launch(
      Platform platform, Path javaHome, Host host, GatewayConfig config, List<Path> more) {
    GatewayRuntime.configure(host, config);
    List<String> arguments = new ArrayList<>();
    arguments.add("-Domniedge.root=" + System.getProperty("omniedge.root"));
    arguments.add(platform.name());
    arguments.add(host.folder().toString());
    more.forEach(bundle -> arguments.add(bundle.toString()));
    Program program =
        host.start(
            "platform",
            JavaProgram.command(javaHome, PlatformProgram.class, List.of(Bundle.class), arguments));
    program.awaitOutput(GatewayProcess.DEVICE + " is up");
    return program;
  }
}
