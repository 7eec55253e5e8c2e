package io.omniedge.gateway.console.web;

import io.omniedge.gateway.api.access.SignInMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Vouches for everybody with the right secret, as whom a test wants. */
final class VendorMethod implements SignInMethod {
  static final String ID = "com.example.vendor#custom#pin";
  static final String SECRET = "the secret of the vendor";

  final List<String> asked = new ArrayList<>();
  String subject = "anna";
  boolean valid = true;
  boolean broken;
  int offered;

  @Override
  public List<Method> methods() {
    offered++;
    fail();
    return List.of(new Method(ID, "Pump works"));
  }

  @Override
  public Optional<Identity> authenticate(
      String method, String purpose, String user, char[] secret) {
    asked.add(method + " " + purpose + " " + user);
    fail();
    return Optional.of(secret)
        .filter(given -> new String(given).equals(SECRET))
        .map(given -> new Identity(subject, List.of("administrator", "engineer"), "token-1"));
  }

  @Override
  public boolean isValid(String method, String token) {
    asked.add("valid " + method + " " + token);
    fail();
    return valid;
  }

  private void fail() {
    if (broken) {
      throw new IllegalStateException("broken");
    }
  }
}
