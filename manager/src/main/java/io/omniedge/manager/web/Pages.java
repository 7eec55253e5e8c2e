package io.omniedge.manager.web;

import io.omniedge.manager.access.Access;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Refusals;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.people.Invitations;
import io.omniedge.manager.people.OwnAccount;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Sessions;
import io.omniedge.manager.people.SignIn;
import io.omniedge.manager.people.oauth.DeviceGrants;
import io.omniedge.manager.people.oauth.OAuthApi;
import io.omniedge.manager.people.oauth.Programs;
import io.omniedge.manager.people.oidc.OpenIdSettings;
import io.omniedge.manager.people.oidc.OpenIdSignIn;
import io.omniedge.manager.plugin.SignInMethods;
import io.omniedge.manager.store.Database;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The web page, put together: the list of all pages is here. Thread-safe. */
public final class Pages {
  private final Gate gate;
  private final Door door;
  private final List<Page> pages;
  private final OAuthApi oauth;
  private final Navigation navigation;

  /**
   * The web page of a manager.
   *
   * @param apiKeys who knows those that come without a browser
   * @param providers of sign-ins
   * @param methods of plugins, by which people may sign in too
   * @param publicUrl as browsers reach us
   * @param api what programs ask: the pages ask the same
   */
  public Pages(
      Database database,
      Audit audit,
      Access apiKeys,
      List<OpenIdSettings> providers,
      SignInMethods methods,
      URI publicUrl,
      InstantSource clock,
      List<Route> api) {
    Invitations invitations = new Invitations(database, audit, clock);
    People people = new People(database, audit, invitations, clock);
    OwnAccount accounts = new OwnAccount(database, audit, clock);
    Sessions sessions = new Sessions(database, clock);
    SignIn signIn = new SignIn(database, sessions, audit, clock);
    Programs programs = new Programs(database, audit, clock);
    DeviceGrants grants = new DeviceGrants(database, programs, audit, clock);
    OpenIdSignIn openId = new OpenIdSignIn(providers, publicUrl, people, accounts, clock);
    Assets assets = new Assets();
    LocalApi asked = new LocalApi(api);
    View view = new View(sessions, assets.version(), this::navigation);
    gate = new Gate(apiKeys, programs, sessions);
    door = new Door(view);
    oauth = new OAuthApi(grants, programs, publicUrl);
    pages =
        List.of(
            assets,
            new SignInPage(view, signIn, sessions, people, openId, methods),
            new OpenIdPage(openId, signIn, sessions),
            new InvitationPage(view, invitations, signIn),
            new OverviewPage(view, asked, clock),
            new DeviceListPage(view, asked, clock),
            new DeviceDetailPage(view, asked, clock),
            new DeviceConfigurationPage(view, asked, clock),
            new ApprovalPage(view, asked, clock),
            new MachinePage(view, asked, assets.style(), clock),
            new PluginPage(view, asked, clock),
            new PolicyPage(view, asked),
            new SetupKeyPage(view, asked, clock),
            new NetworkPage(view, asked),
            new AuditPage(view, asked),
            new ApiKeyPage(view, asked, clock),
            new UserPage(view, people, publicUrl, clock),
            new AccountPage(view, people, accounts, signIn, sessions, programs, openId, clock),
            new DevicePage(view, people, grants));
    navigation = new Navigation(routes());
  }

  private Navigation navigation() {
    return navigation;
  }

  /** All routes of browsers, and of programs that act for people. */
  public List<Route> routes() {
    return Stream.concat(
            pages.stream().flatMap(page -> page.routes().stream()), oauth.routes().stream())
        .toList();
  }

  /** Who asks. */
  public Access access() {
    return gate;
  }

  /** What people see of a problem. */
  public Refusals refusals() {
    return door;
  }
}
