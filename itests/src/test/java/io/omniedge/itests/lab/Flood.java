package io.omniedge.itests.lab;

import java.util.List;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/** A flood of junk handshake initiations with valid mac1. */
public final class Flood {
  private Flood() {}

  /** Starts it; it ends by itself after a minute if nobody ends it before. */
  public static Program start(Host from, String address, int port, String publicKey) {
    Program program =
        from.start(
            "flood",
            JavaProgram.command(
                FloodProgram.class,
                List.of(Blake2sDigest.class),
                address,
                "" + port,
                publicKey,
                "60"));
    program.awaitOutput("^flooding");
    return program;
  }
}
