package io.omniedge.manager.people;

import io.omniedge.manager.access.Principal;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.Tenants;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Who may sign in to a tenant, and as what. Nobody gives a role above their own or changes somebody
 * above them, and an owner who can sign in always stays. Thread-safe.
 */
public final class People {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>\"',;:\\\\]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,189}[A-Za-z0-9])?");

  /** In a tenant; the page lists them all. */
  private static final int MOST = 1_000;

  private final Database database;
  private final Audit audit;
  private final Invitations invitations;
  private final InstantSource clock;

  /** The people in this database. */
  public People(Database database, Audit audit, Invitations invitations, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.invitations = invitations;
    this.clock = clock;
  }

  /** All of a tenant, by name. */
  public List<Person> all(String tenant) {
    return database.read(handle -> PersonRows.all(handle, tenant));
  }

  /** By an identifier that was kept for this person. */
  public static Optional<Person> find(Handle handle, String id) {
    return PersonRows.find(handle, id);
  }

  /** One of a tenant. */
  public Optional<Person> find(String tenant, String id) {
    return database.read(handle -> PersonRows.find(handle, tenant, id));
  }

  /** The person who asks; nothing if it is an API key. */
  public Optional<Person> find(Principal principal) {
    return find(principal.tenant(), principal.id());
  }

  /**
   * Lets somebody in: they set a password by the link.
   *
   * @return the token of an invitation
   * @throws Problem 422 or 409 about "name", "email"; 403 for a role above one's own
   */
  public String add(Principal by, String name, String email, Role role) {
    String login = checkName(name);
    checkEmail(email);
    checkMayGive(by, role);
    return database.write(
        transaction -> {
          Person person = insert(transaction, by.tenant(), login, email, role, by.actor());
          log(transaction, by, "person.added", person, details(person));
          return invitations.make(transaction, person, by.actor());
        });
  }

  /**
   * Makes an owner, or somebody an owner again who cannot get in any more: for whoever may run the
   * program on the manager's machine.
   *
   * @return the token of an invitation
   */
  public String inviteOwner(Transaction transaction, String tenant, String name) {
    String by = "create-owner";
    String login = checkName(name);
    Handle handle = transaction.handle();
    Optional<Person> known = PersonRows.named(handle, tenant, login);
    Person person =
        known.isPresent() ? known.get() : insert(transaction, tenant, login, "", Role.OWNER, by);
    PersonRows.set(handle, person.id(), "role", Role.OWNER.text());
    PersonRows.set(handle, person.id(), "code_secret", "");
    PersonRows.set(handle, person.id(), "disabled_at", 0L);
    String action = known.isPresent() ? "person.rescued" : "person.added";
    audit.record(transaction, tenant, by, action, person.id(), details(person));
    return invitations.make(transaction, person, by);
  }

  private Person insert(
      Transaction transaction, String tenant, String name, String email, Role role, String by) {
    Handle handle = transaction.handle();
    PersonRows.lock(handle, tenant);
    if (PersonRows.named(handle, tenant, name).isPresent()) {
      throw Problem.conflict("name-taken", "name", "There is a user \"" + name + "\" already.");
    }
    if (PersonRows.all(handle, tenant).size() >= MOST) {
      throw Problem.conflict("too-many", "A tenant has at most " + MOST + " users.");
    }
    Person person = Person.fresh(Ids.of('u'), tenant, name, email, role, clock.instant());
    PersonRows.insert(handle, person, "", by);
    return person;
  }

  /** The one whom a provider knows by this subject. */
  public Optional<Person> known(String tenant, String issuer, String subject) {
    return database.read(handle -> PersonRows.known(handle, tenant, issuer, subject));
  }

  /** The identifier of a tenant by its name; the only one's if the name is empty. */
  public Optional<String> tenant(String name) {
    return database.read(handle -> tenant(handle, name));
  }

  static Optional<String> tenant(Handle handle, String name) {
    List<Tenants.Tenant> all = Tenants.list(handle);
    String wanted = name.strip();
    if (wanted.isEmpty()) {
      return all.size() == 1 ? Optional.of(all.getFirst().id()) : Optional.empty();
    }
    return all.stream()
        .filter(one -> one.name().equals(wanted))
        .map(Tenants.Tenant::id)
        .findFirst();
  }

  /** Whether people have to say which tenant they mean. */
  public boolean areSeveralTenants() {
    return database.read(handle -> Tenants.list(handle).size() > 1);
  }

  /**
   * Lets somebody in whom a provider vouches for. If the name they prefer is taken they get
   * another: it gives them nothing of the one who has it.
   */
  public Person join(
      String tenant, String preferred, String email, Role role, String issuer, String subject) {
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          PersonRows.lock(handle, tenant);
          Optional<Person> meanwhile = PersonRows.known(handle, tenant, issuer, subject);
          if (meanwhile.isPresent()) {
            return meanwhile.get();
          }
          String id = Ids.of('u');
          String name = preferred.strip().toLowerCase(Locale.ROOT);
          if (!NAME.matcher(name).matches() || PersonRows.named(handle, tenant, name).isPresent()) {
            name = id.toLowerCase(Locale.ROOT);
          }
          Person person =
              new Person(
                  id,
                  tenant,
                  name,
                  EMAIL.matcher(email).matches() ? email : "",
                  role,
                  false,
                  false,
                  issuer,
                  clock.instant(),
                  Optional.empty(),
                  false);
          PersonRows.insert(handle, person, subject, issuer);
          audit.record(transaction, tenant, issuer, "person.joined", person.id(), details(person));
          return person;
        });
  }

  /** Gives somebody another role. */
  public void setRole(Principal by, String id, Role role) {
    checkMayGive(by, role);
    change(
        by,
        id,
        "person.role",
        role == Role.OWNER,
        (handle, person) -> PersonRows.set(handle, person.id(), "role", role.text()),
        JsonObject.builder().put("role", role.text()).build());
  }

  /** Signs somebody out and lets them in no more. */
  public void disable(Principal by, String id) {
    change(
        by,
        id,
        "person.disabled",
        false,
        (handle, person) -> {
          PersonRows.set(handle, person.id(), "disabled_at", clock.millis());
          end(handle, person.id());
        },
        JsonObject.EMPTY);
  }

  /** Lets somebody in again. */
  public void enable(Principal by, String id) {
    change(
        by,
        id,
        "person.enabled",
        true,
        (handle, person) -> PersonRows.set(handle, person.id(), "disabled_at", 0L),
        JsonObject.EMPTY);
  }

  /** Removes somebody. */
  public void remove(Principal by, String id) {
    change(
        by,
        id,
        "person.removed",
        false,
        (handle, person) -> PersonRows.delete(handle, person.id()),
        JsonObject.EMPTY);
  }

  /**
   * Takes password and second factor away, signs out everywhere, and makes a link for a new
   * password.
   *
   * @return the token of an invitation
   */
  public String reset(Principal by, String id) {
    if (by.id().equals(id)) {
      throw Problem.of(
          422, "own-account", "Your own account", "Change your own password on your account page.");
    }
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          Person person = changeable(transaction, by, id);
          checkOwnerStays(handle, person);
          PersonRows.set(handle, id, "password_hash", "");
          PersonRows.set(handle, id, "code_secret", "");
          end(handle, id);
          log(transaction, by, "person.reset", person, JsonObject.EMPTY);
          return invitations.make(transaction, person, by.actor());
        });
  }

  /** A change of one person. */
  private interface Change {
    void apply(Handle handle, Person person);
  }

  private void change(
      Principal by,
      String id,
      String action,
      boolean staysOwner,
      Change change,
      JsonObject details) {
    database.change(
        transaction -> {
          Person person = changeable(transaction, by, id);
          if (!staysOwner) {
            checkOwnerStays(transaction.handle(), person);
          }
          change.apply(transaction.handle(), person);
          log(transaction, by, action, person, details);
        });
  }

  private static Person changeable(Transaction transaction, Principal by, String id) {
    PersonRows.lock(transaction.handle(), by.tenant());
    Person person =
        PersonRows.find(transaction.handle(), by.tenant(), id)
            .orElseThrow(() -> Problem.notFound("user", id));
    if (!by.role().mayGive(person.role())) {
      throw Problem.forbidden("Only an owner changes an owner.");
    }
    return person;
  }

  private static void checkOwnerStays(Handle handle, Person leaving) {
    boolean another =
        PersonRows.all(handle, leaving.tenant()).stream()
            .anyMatch(
                person ->
                    person.role() == Role.OWNER
                        && person.canSignIn()
                        && !person.id().equals(leaving.id()));
    if (leaving.role() == Role.OWNER && !another) {
      throw Problem.conflict(
          "last-owner",
          "\"" + leaving.name() + "\" is the only owner who can sign in and has to stay.");
    }
  }

  private static void end(Handle handle, String id) {
    Sessions.closeAll(handle, id, "");
    handle.execute("delete from program where person_id = ?", id);
    handle.execute("delete from invitation where person_id = ?", id);
  }

  private void log(
      Transaction transaction, Principal by, String action, Person person, JsonObject details) {
    audit.record(transaction, by.tenant(), by.actor(), action, person.id(), details);
  }

  private static JsonObject details(Person person) {
    return JsonObject.builder()
        .put("name", person.name())
        .put("role", person.role().text())
        .build();
  }

  private static void checkMayGive(Principal by, Role role) {
    if (!by.role().mayGive(role)) {
      throw Problem.forbidden(
          "You cannot give the role " + role.text() + ": it is above your own.");
    }
  }

  static String checkName(String name) {
    String login = name.strip().toLowerCase(Locale.ROOT);
    if (!NAME.matcher(login).matches()) {
      throw Problem.invalid(
          "name",
          name,
          "a user name begins with a letter or digit and has up to 64 of a-z, 0-9, \".\", \"_\","
              + " \"@\", \"+\" and \"-\"");
    }
    return login;
  }

  private static void checkEmail(String email) {
    if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
      throw Problem.invalid("email", email, "this is no e-mail address");
    }
  }
}
