package io.omniedge.manager.server;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** What the program ends with, as all of OmniEdge's commands do. */
final class ExitCode {
  static final int OK = 0;
  static final int GENERAL = 1;
  static final int INPUT = 5;

  private ExitCode() {}

  @FunctionalInterface
  interface Work {
    void run() throws IOException, SettingsException, InterruptedException;
  }

  /** Does it; a mistake of the operator is one line, not a stack trace. */
  static int of(Work work) throws InterruptedException {
    try {
      work.run();
      return OK;
    } catch (SettingsException e) {
      System.err.println("omniedge-manager: " + e.getMessage());
      return INPUT;
    } catch (NoSuchFileException e) {
      System.err.println("omniedge-manager: there is no file " + e.getFile());
      return INPUT;
    } catch (IOException e) {
      System.err.println("omniedge-manager: " + e.getMessage());
      return GENERAL;
    }
  }
}
