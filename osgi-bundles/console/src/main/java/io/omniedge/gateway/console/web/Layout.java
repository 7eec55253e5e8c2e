package io.omniedge.gateway.console.web;

/**
 * What every page has.
 *
 * @param title of the page
 * @param tab which entry of the navigation it belongs to
 * @param gateway the machine's name
 * @param version the product's
 * @param user who is signed in; empty for nobody
 * @param left how long they may stay at most, if they are a vendor; empty for a user of this
 *     gateway
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
    String left,
    boolean mayChange,
    String csrf,
    String message) {}
