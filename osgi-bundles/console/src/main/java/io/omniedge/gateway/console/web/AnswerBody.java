package io.omniedge.gateway.console.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The bytes of an answer. */
interface AnswerBody {
  /** Writes them. */
  void to(OutputStream out) throws IOException;

  /** Sends it. That whoever asked is gone is no failure of ours, and nothing for the log. */
  static void send(HttpServletResponse response, AnswerBody body) {
    try {
      body.to(response.getOutputStream());
    } catch (IOException e) {
      Logger log = System.getLogger(AnswerBody.class.getName());
      log.log(Level.DEBUG, "nobody is there for the answer", e);
    }
  }
}
