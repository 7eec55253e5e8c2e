package io.omniedge.gateway.console.web;

/**
 * What every page has.
 *
 * @param title of the page
 * @param tab which entry of the navigation it belongs to
 * @param gateway the machine's name
 * @param version the product's
 * @param user who is signed in; empty for nobody
 * @param mayChange whether they may change anything
 * @param csrf for every form
 * @param message what the last change came to; empty for nothing
 */
record Layout(
    String title,
    String tab,
    String gateway,
    String version,
    String user,
    boolean mayChange,
    String csrf,
    String message) {}
