/**
 * The manager's web page: what a person with a browser sees. One class for each page, all of them
 * listed in {@link io.omniedge.manager.web.Pages}.
 */
@NullMarked
package io.omniedge.manager.web;

import org.jspecify.annotations.NullMarked;
