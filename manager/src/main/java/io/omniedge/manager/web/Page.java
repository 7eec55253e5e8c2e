package io.omniedge.manager.web;

import io.omniedge.manager.http.Route;
import java.util.List;

/**
 * One area of the web page. To add one: a class with its routes, a template below src/main/jte, an
 * entry in {@link Pages}, and in {@link Navigation} if people go there by themselves. A GET shows;
 * a POST with a form changes and answers {@link View#seeOther}. Session, permission and the form's
 * token are checked before a handler is called; every form has the layout's token in a field
 * "csrf".
 */
interface Page {
  List<Route> routes();
}
