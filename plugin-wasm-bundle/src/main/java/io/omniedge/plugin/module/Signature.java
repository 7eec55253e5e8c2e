package io.omniedge.plugin.module;

/**
 * The type of a function, as the letters of its values: {@code i} 32-bit integer, {@code I} 64-bit
 * integer, {@code f} and {@code F} floating point, {@code r} a reference.
 *
 * @param parameters a letter for each
 * @param results likewise
 */
public record Signature(String parameters, String results) {
  @Override
  public String toString() {
    return "(" + parameters + ")" + results;
  }
}
