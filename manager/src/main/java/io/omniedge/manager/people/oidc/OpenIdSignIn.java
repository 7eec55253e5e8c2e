package io.omniedge.manager.people.oidc;

import io.omniedge.manager.people.OwnAccount;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.problem.Problem;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sign-in by the OpenID provider of a tenant. A person is known by issuer and subject, never by
 * name or e-mail address: those change hands. Thread-safe.
 */
public final class OpenIdSignIn {
  private final List<OpenIdProvider> providers;
  private final People people;
  private final OwnAccount accounts;

  /**
   * With these providers.
   *
   * @param publicUrl of the manager, as browsers see it
   */
  public OpenIdSignIn(
      List<OpenIdSettings> settings,
      URI publicUrl,
      People people,
      OwnAccount accounts,
      InstantSource clock) {
    this.people = people;
    this.accounts = accounts;
    List<OpenIdProvider> all = new ArrayList<>();
    for (OpenIdSettings one : settings) {
      // An address for each: what one provider answers cannot be taken for another's.
      URI redirect = publicUrl.resolve("/sign-in/openid/" + one.label() + "/callback");
      all.add(new OpenIdProvider(one, redirect, clock));
    }
    this.providers = List.copyOf(all);
  }

  /** The providers, in their order. */
  public List<OpenIdSettings> providers() {
    return providers.stream().map(OpenIdProvider::settings).toList();
  }

  /** Where a browser goes, and what it carries there and back. */
  public record Departure(URI provider, Ticket ticket) {}

  /**
   * Sends a browser to a provider.
   *
   * @param next the path where it goes from there
   * @throws Problem 404, 502
   */
  public Departure depart(String provider, String next) {
    Ticket ticket = Ticket.random(next);
    return new Departure(provider(provider).authorization(ticket), ticket);
  }

  /**
   * The person who comes back from a provider; made if the provider's people may come by
   * themselves.
   *
   * @throws Problem for them to read
   */
  public Person arrive(String provider, Ticket ticket, Map<String, List<String>> parameters) {
    OpenIdProvider from = provider(provider);
    Vouched vouched = from.vouched(ticket, parameters);
    String tenant = tenant(from);
    Optional<Person> known = people.known(tenant, vouched.issuer(), vouched.subject());
    Person person = known.orElseGet(() -> join(from.settings(), tenant, vouched));
    if (person.isDisabled()) {
      throw Problem.of(
          403, "disabled", "Not signed in", "Your account here is disabled. Ask an administrator.");
    }
    return person;
  }

  /**
   * Lets the provider vouch for somebody who is signed in.
   *
   * @throws Problem for them to read
   */
  public void link(
      Person person, String provider, Ticket ticket, Map<String, List<String>> parameters) {
    OpenIdProvider from = provider(provider);
    Vouched vouched = from.vouched(ticket, parameters);
    if (!tenant(from).equals(person.tenant())) {
      throw Problem.notFound("sign-in service", provider);
    }
    accounts.link(person, vouched.issuer(), vouched.subject());
  }

  private Person join(OpenIdSettings settings, String tenant, Vouched vouched) {
    String unknown = "You have no account here. Ask an administrator to let you in.";
    if (settings.defaultRole().isEmpty()) {
      throw Problem.of(403, "unknown-person", "Not signed in", unknown);
    }
    String email = vouched.email().toLowerCase(Locale.ROOT);
    String domain = email.substring(email.indexOf('@') + 1);
    if (!settings.domains().isEmpty()
        && (email.isEmpty() || !settings.domains().contains(domain))) {
      throw Problem.of(
          403,
          "unknown-person",
          "Not signed in",
          email.isEmpty()
              ? "The sign-in service gives no verified e-mail address for you. " + unknown
              : "Addresses of " + domain + " are not let in by themselves. " + unknown);
    }
    return people.join(
        tenant,
        vouched.name().isEmpty() ? email : vouched.name(),
        email,
        settings.defaultRole().get(),
        vouched.issuer(),
        vouched.subject());
  }

  private String tenant(OpenIdProvider provider) {
    return people
        .tenant(provider.settings().tenant())
        .orElseThrow(() -> Problem.notFound("tenant", provider.settings().tenant()));
  }

  private OpenIdProvider provider(String label) {
    return providers.stream()
        .filter(provider -> provider.settings().label().equals(label))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("sign-in service", label));
  }
}
