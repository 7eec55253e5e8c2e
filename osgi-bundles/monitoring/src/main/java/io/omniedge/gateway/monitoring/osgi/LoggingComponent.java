package io.omniedge.gateway.monitoring.osgi;

import io.omniedge.gateway.api.LogLine;
import io.omniedge.gateway.api.RecentLog;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.monitoring.log.LevelSettings;
import io.omniedge.gateway.monitoring.log.LogLevels;
import io.omniedge.gateway.monitoring.log.NewestLines;
import io.omniedge.gateway.monitoring.log.Slf4jBridge;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What the bundles of the gateway log, and where. */
@Component(
    name = LoggingComponent.PID,
    service = {ConfigurableComponent.class, RecentLog.class, SelfChecked.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LoggingComponent.Form.class)
public final class LoggingComponent implements ConfigurableComponent, RecentLog, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.gateway.monitoring.Logging";

  private static final System.Logger LOG = System.getLogger(LoggingComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge logging",
      description =
          "How much the bundles of the gateway log. On Kura the log's own configuration decides"
              + " after this one.")
  @interface Form {
    @AttributeDefinition(
        name = "Level",
        description = "The least important messages that are still logged.",
        options = {
          @Option(label = "errors", value = "ERROR"),
          @Option(label = "warnings", value = "WARNING"),
          @Option(label = "information", value = "INFO"),
          @Option(label = "debugging", value = "DEBUG"),
          @Option(label = "tracing", value = "TRACE")
        })
    String level() default "INFO";

    @AttributeDefinition(
        name = "Levels of single loggers",
        description =
            "A line for each logger or package, logger=LEVEL, with ERROR, WARNING, INFO, DEBUG or"
                + " TRACE: io.omniedge.transport=DEBUG|TextArea",
        required = false,
        max = "10000")
    String levels() default "";
  }

  /** Kept here: a logger that nobody holds is forgotten with its handlers. */
  private final Logger root = Logger.getLogger("");

  private final Logger ours = Logger.getLogger("io.omniedge");
  private final LogLevels levels = new LogLevels();
  private final NewestLines newest = new NewestLines();
  private final Optional<Handler> bridge = Slf4jBridge.ifItLeadsElsewhere();
  private volatile List<String> problems = List.of();

  /** Called by the component runtime. */
  @Activate
  public LoggingComponent(Map<String, Object> properties) {
    root.addHandler(newest);
    bridge.ifPresent(ours::addHandler);
    modified(properties);
  }

  /** New properties; wrong ones are told and change nothing. */
  @Modified
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    LevelSettings settings = LevelSettings.read(form);
    if (form.problems().isEmpty()) {
      levels.apply(settings);
    }
    List<String> told = problems;
    problems = List.copyOf(form.problems());
    for (String problem : problems) {
      // The same properties may come twice, as when a file is taken over by the configuration.
      if (!told.contains(problem)) {
        LOG.log(Level.ERROR, "{0}: {1}", PID, problem);
      }
    }
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  /** Logs as it was before. */
  @Deactivate
  void deactivate() {
    root.removeHandler(newest);
    bridge.ifPresent(ours::removeHandler);
    levels.restore();
  }

  @Override
  public List<LogLine> newest(int most) {
    return newest.newest(most);
  }
}
