package io.omniedge.itests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What may depend on what. The reasons are the rules' own; docs/architecture tells the whole
 * picture.
 */
class ArchitectureTest {
  private static final int MOST_LINES = 600;

  /** Decisions without I/O: bytes and time in, effects out. */
  private static final String[] CORE = {
    "io.omniedge.transport.noise..",
    "io.omniedge.transport.session..",
    "io.omniedge.transport.timer..",
    "io.omniedge.transport.routing..",
    "io.omniedge.transport.acl..",
    "io.omniedge.transport.peer..",
    "io.omniedge.transport.config..",
    "io.omniedge.transport.uapi..",
    "io.omniedge.transport.path..",
    "io.omniedge.transport.stun..",
    "io.omniedge.transport.turn..",
    "io.omniedge.tun.packet..",
    "io.omniedge.protocol..",
  };

  /** The thin shells that the component runtime makes (ADR 6). */
  private static final String COMPONENTS = "io.omniedge..osgi..";

  private static final String[] NATIVE = {"com.sun.jna..", "java.lang.foreign.."};

  private static JavaClasses product;
  private static JavaClasses tests;

  @BeforeAll
  static void readClasses() {
    product = ProjectClasses.ofProduct();
    tests = ProjectClasses.ofTests();
  }

  @Test
  void seesTheClassesOfTheMultiReleaseJars() {
    assertTrue(
        product.stream()
            .map(JavaClass::getPackageName)
            .anyMatch(name -> name.startsWith("io.omniedge.transport.crypto.ffm")),
        "META-INF/versions/22 is not among the classes, so the rules below would not see it");
  }

  @Test
  void transportSeesOnlyTunAndItsLibraries() {
    classes()
        .that()
        .resideInAPackage("io.omniedge.transport..")
        .and()
        .resideOutsideOfPackage(COMPONENTS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "io.omniedge.transport..",
                "io.omniedge.tun..",
                "io.omniedge.gateway.api..",
                "io.omniedge.protocol..",
                "java..",
                "javax.crypto..",
                "jdk.net..", // who is at the other end of a Unix socket
                "com.sun.management..", // what a data thread allocated
                "com.sun.jna..",
                "org.bouncycastle..",
                "org.jspecify.."))
        .because(
            "the tunnel runs in a gateway whose plugins, PdM, agent, manager, MQTT, JSON and HTTP"
                + " are absent or broken, and its attack surface is what it links")
        .check(product);
  }

  @Test
  void tunSeesOnlyJavaAndJna() {
    classes()
        .that()
        .resideInAPackage("io.omniedge.tun..")
        .and()
        .resideOutsideOfPackage(COMPONENTS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("io.omniedge.tun..", "java..", "com.sun.jna..", "org.jspecify.."))
        .because("the device layer is the bottom: everything stands on it, it stands on the kernel")
        .check(product);
  }

  @Test
  void nativeCallsStayInTheirPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.omniedge.tun.linux..",
            "io.omniedge.transport.crypto.ffm..",
            "io.omniedge.transport.crypto.jna..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NATIVE)
        .because(
            "a wrong native call ends the process; the places that can make one are few and"
                + " reviewed as such")
        .check(product);
  }

  @Test
  void onlyWhatASourceLoadsWhenItIsOpenedSeesPi4j() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "io\\.omniedge\\.pdm\\.source\\..*\\.Pi4j(Context|Registers|Input)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.pi4j..")
        .because("it need not be installed (ADR 16)")
        .check(product);
  }

  @Test
  void coreSeesNoSocketsFilesOrChannels() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.channels..", "java.nio.file..")
                .or(
                    resideInAPackage("java.net")
                        .and(not(assignableTo(java.net.InetAddress.class)))
                        .and(not(name("java.net.UnknownHostException")))
                        // The scope of a link-local address is a name that only the host resolves.
                        .and(not(name("java.net.NetworkInterface")))
                        .and(not(name("java.net.SocketException")))
                        // Texts that are taken apart, nothing that is opened.
                        .and(not(name("java.net.URI")))
                        .and(not(name("java.net.URISyntaxException")))))
        .because("the protocol is a value that tests drive without a network; shells do the I/O")
        .allowEmptyShould(true)
        .check(product);
  }

  @Test
  void coreSeesNoThreadsOrLocks() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat(
            assignableTo(Thread.class)
                .or(resideInAPackage("java.util.concurrent.locks"))
                .or(assignableTo(java.util.concurrent.Executor.class))
                .or(assignableTo(java.util.concurrent.Future.class))
                .or(assignableTo(java.util.concurrent.BlockingQueue.class))
                .or(name("java.util.Timer")))
        .because("who calls when is decided in one place, the shell of the tunnel")
        .allowEmptyShould(true)
        .check(product);
  }

  @Test
  void coreReadsNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethodWhere(
            com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                    assignableTo(java.time.Clock.class))))
        .because(
            "time is a parameter, so that every timer of the paper has a test that never waits")
        .allowEmptyShould(true)
        .check(product);
  }

  @Test
  void coreLogsNothing() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.logging..", "org.slf4j..")
                .or(assignableTo(System.Logger.class)))
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("what happens is told by return values and counters; a log can be flooded")
        .allowEmptyShould(true)
        .check(product);
  }

  @Test
  void coreTakesItsRandomnessFromOutside() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat(
            assignableTo(java.util.Random.class).or(name("java.util.SplittableRandom")))
        .because("the same seed must give the same run in a simulation")
        .allowEmptyShould(true)
        .check(product);
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("io.omniedge.(**)")
        .should()
        .beFreeOfCycles()
        .because("a package that can be understood, tested and moved alone needs an order")
        .check(product);
  }

  @Test
  void onlyComponentsAndTheRuntimeSeeTheFramework() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            COMPONENTS,
            "io.omniedge.gateway.configuration..",
            "io.omniedge.gateway.console.web..",
            "io.omniedge.gateway.console.form..",
            "io.omniedge.gateway.runtime..",
            "org.eclipse.kura..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.osgi..").and(not(resideInAPackage("org.osgi.annotation.."))))
        .because("what a gateway does can be started and tested without a framework")
        .check(product);
  }

  @Test
  void nothingInTheProductSeesTheTestKit() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.omniedge.testkit..", "org.junit..", "net.jqwik..")
        .because("fakes on a gateway would be a second, untested way through the code")
        .check(product);
  }

  @Test
  void onlyThePluginEngineSeesTheWasmRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.omniedge.plugin.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.dylibso.chicory..")
        .because("the sandbox has one wall, and one place that can open it")
        .check(product);
  }

  @Test
  void onlyTheKuraAdapterAndOurConfigurationServiceSeeKura() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.omniedge..kura..",
            COMPONENTS,
            "io.omniedge.gateway.configuration..",
            "io.omniedge.gateway.console..",
            "org.eclipse.kura..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.kura..")
        .because("the gateway runs without Kura too")
        .check(product);
  }

  @Test
  void everyPackageIsNullMarkedAndNamedForWhatItDoes() {
    TreeSet<String> unmarked = new TreeSet<>();
    TreeSet<String> vague = new TreeSet<>();
    for (JavaClass type : product) {
      var owner = type.getPackage();
      if (!owner.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(owner.getName());
      }
      if (List.of("util", "utils", "common", "helper", "helpers", "impl", "misc")
          .contains(owner.getRelativeName())) {
        vague.add(owner.getName());
      }
    }
    assertEquals(new TreeSet<String>(), unmarked, "packages without @NullMarked");
    assertEquals(new TreeSet<String>(), vague, "packages whose name says nothing");
  }

  @Test
  void testsNeverSleep() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .because("a sleep is too short on a busy machine and too long on every other")
        .check(tests);
    noClasses()
        .that()
        .doNotHaveSimpleName("Eventually")
        .and()
        // A program of its own, which keeps a rate and waits for nothing.
        .doNotHaveSimpleName("FloodProgram")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("LockSupport")
        .because("waiting for another process is done in one place, with a condition")
        .check(tests);
  }

  @Test
  void noSourceFileIsLongerThanSixHundredLines() throws IOException {
    TreeSet<String> tooLong = new TreeSet<>();
    for (Path source : ProjectClasses.sources()) {
      int lines = Files.readAllLines(source).size();
      if (lines > MOST_LINES) {
        tooLong.add(ProjectClasses.ROOT.relativize(source) + ": " + lines);
      }
    }
    assertEquals(new TreeSet<String>(), tooLong, "a file is one noun");
  }
}
