package io.omniedge.gateway.console.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The compiled templates. Any thread. */
final class Templates {
  private final TemplateEngine engine;
  private final Gateway gateway;

  Templates(Gateway gateway) {
    this.gateway = gateway;
    // Without a folder of classes the engine looks where the thread does, whatever it is told.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader ours = Templates.class.getClassLoader();
    thread.setContextClassLoader(ours);
    try {
      this.engine =
          TemplateEngine.createPrecompiled(
              null, ContentType.Html, ours, Templates.class.getPackageName());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  Layout layout(
      String title,
      String tab,
      String user,
      String left,
      boolean mayChange,
      String csrf,
      String message) {
    return new Layout(
        title, tab, gateway.name(), gateway.version(), user, left, mayChange, csrf, message);
  }

  /** A page for somebody who is not signed in. */
  void answer(
      HttpServletResponse response,
      int status,
      String template,
      String title,
      Map<String, ? extends Object> model)
      throws IOException {
    answer(response, status, template, layout(title, "", "", "", false, "", ""), model);
  }

  /** Made whole before the first byte goes out: a failing template is not half a page. */
  void answer(
      HttpServletResponse response,
      int status,
      String template,
      Layout layout,
      Map<String, ? extends Object> model)
      throws IOException {
    Map<String, Object> parameters = new HashMap<>(model);
    parameters.put("layout", layout);
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(template, parameters, output);
    response.setStatus(status);
    response.setContentType("text/html; charset=utf-8");
    response.setContentLength(output.getContentLength());
    AnswerBody.send(response, output::writeTo);
  }
}
