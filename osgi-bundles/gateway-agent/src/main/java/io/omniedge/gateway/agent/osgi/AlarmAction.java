package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.agent.command.Action;
import io.omniedge.gateway.api.report.AlarmDesk;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import org.osgi.framework.BundleContext;

/** Somebody has seen an alarm at the manager: so it is acknowledged at the machine, too. */
final class AlarmAction implements Action {
  /** The name of the command. */
  static final String NAME = "acknowledge-alarm";

  private static final int MOST_TEXT = 600;

  private final BundleContext context;

  AlarmAction(BundleContext context) {
    this.context = context;
  }

  @Override
  public String run(Fields arguments) throws ActionException, ProtocolException {
    String point = arguments.text("point", MOST_TEXT);
    String alarm = arguments.text("alarm", MOST_TEXT);
    long occurrence = arguments.integer("occurrence", 0, JsonNumber.MAX_SAFE_INTEGER);
    String by = arguments.text("by", MOST_TEXT);
    try {
      return Services.asked(
              context, AlarmDesk.class, desk -> desk.acknowledge(point, alarm, occurrence, by))
          .orElseThrow(() -> new ActionException("no machine is watched here"));
    } catch (IllegalArgumentException e) {
      throw new ActionException(String.valueOf(e.getMessage()));
    }
  }
}
