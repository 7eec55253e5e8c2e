package io.omniedge.pdm.outlet;

/** A link takes nothing for a moment, which is no failure: it has enough to do. */
public final class LinkFullException extends Exception {
  private static final long serialVersionUID = 1;
}
