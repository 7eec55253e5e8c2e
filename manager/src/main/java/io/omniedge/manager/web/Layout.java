package io.omniedge.manager.web;

import java.util.List;

/**
 * What every page has.
 *
 * @param title of the page
 * @param tab path of the navigation's entry it belongs to
 * @param version of the files beside the pages
 * @param user who is signed in; empty for nobody
 * @param role theirs
 * @param csrf for every form
 * @param message what the last change came to; empty for nothing
 * @param navigation the entries they may see
 */
record Layout(
    String title,
    String tab,
    String version,
    String user,
    String role,
    String csrf,
    String message,
    List<Navigation.Entry> navigation) {}
