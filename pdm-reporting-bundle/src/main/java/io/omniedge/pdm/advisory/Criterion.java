package io.omniedge.pdm.advisory;

import io.omniedge.pdm.alarm.Level;

/**
 * What a verdict can be about, with its advice: one for when it is first seen and one for when it
 * is severe. The advice says what was measured and what to look at; how long a machine will last is
 * for the prognosis, and whether to stop a plant for its people.
 *
 * <p>Source of the order of causes to check: ISO 13373-1 annex and ISO 18436-2 body of knowledge,
 * in our words.
 */
public enum Criterion {
  HEALTHY(
      "Nothing out of the ordinary was found.",
      Urgency.NONE,
      "Go on measuring.",
      Urgency.NONE,
      "Go on measuring."),

  BEARING_INNER_RACE(
      "The envelope spectrum shows the tone of the bearing's inner race.",
      Urgency.NEXT_STOP,
      "Check lubrication and measure more often. Have a bearing at hand.",
      Urgency.WEEK,
      "Plan to replace the bearing. Look at fit and shaft when it is out."),
  BEARING_OUTER_RACE(
      "The envelope spectrum shows the tone of the bearing's outer race.",
      Urgency.NEXT_STOP,
      "Check lubrication and measure more often. Have a bearing at hand.",
      Urgency.WEEK,
      "Plan to replace the bearing. Look at housing and seat when it is out."),
  BEARING_ROLLING_ELEMENT(
      "The envelope spectrum shows the tone of the bearing's rolling elements.",
      Urgency.NEXT_STOP,
      "Check lubrication for dirt and measure more often. Have a bearing at hand.",
      Urgency.WEEK,
      "Plan to replace the bearing. Look at the lubricant for particles."),
  BEARING_CAGE(
      "The envelope spectrum shows the tone of the bearing's cage.",
      Urgency.NEXT_STOP,
      "Check lubrication, and the bearing for play.",
      Urgency.DAY,
      "Inspect the bearing. A cage can break without further notice."),
  BEARING_CLASS_UNSURE(
      "The bearing's signal is out of the ordinary; no tone says which part of it.",
      Urgency.WATCH,
      "Check mounting of the sensor and lubrication, then measure again at steady speed.",
      Urgency.WEEK,
      "Have somebody listen to the bearing or take an oil sample before it is replaced."),

  ZONE_A(
      "Vibration is in zone A: as of a machine newly put into service.",
      Urgency.NONE,
      "Go on measuring.",
      Urgency.NONE,
      "Go on measuring."),
  ZONE_B(
      "Vibration is in zone B: fit for long operation.",
      Urgency.NONE,
      "Go on measuring.",
      Urgency.NONE,
      "Go on measuring."),
  ZONE_C(
      "Vibration is in zone C: not meant for long operation.",
      Urgency.NEXT_STOP,
      "Look for the cause: balance, alignment, foundation, in this order.",
      Urgency.WEEK,
      "Find and mend the cause. It is close to zone D."),
  ZONE_D(
      "Vibration is in zone D: it can damage the machine.",
      Urgency.DAY,
      "Have somebody decide whether the machine may go on, and look for the cause.",
      Urgency.NOW,
      "Have somebody decide now whether the machine may go on."),
  ZONE_CHANGE(
      "Vibration changed by more than a quarter of the boundary between zones B and C.",
      Urgency.WATCH,
      "Find out what changed: load, speed, foundation, or the machine.",
      Urgency.NEXT_STOP,
      "Inspect the machine for what changed, also if the zone is still a good one."),
  BASELINE_CHANGE(
      "A feature has left what was ordinary for this operating state.",
      Urgency.WATCH,
      "Compare trend and spectrum with those of the baseline.",
      Urgency.NEXT_STOP,
      "Inspect the machine. After maintenance, have the baseline learnt again."),

  IMBALANCE(
      "Vibration at the speed of the shaft (1x) has risen.",
      Urgency.NEXT_STOP,
      "Clean the rotor and look for lost weights and wear; balance it if it stays.",
      Urgency.WEEK,
      "Balance the rotor. Look for cracked blades or a bent shaft first."),
  MISALIGNMENT(
      "Vibration at twice the speed of the shaft (2x) has risen.",
      Urgency.NEXT_STOP,
      "Check the coupling and the alignment, warm if the machine runs warm.",
      Urgency.WEEK,
      "Align the machine, and check coupling and soft foot."),
  LOOSENESS(
      "Vibration shows a row of harmonics of the speed of the shaft.",
      Urgency.NEXT_STOP,
      "Check bolts, foundation and bearing seats for looseness.",
      Urgency.DAY,
      "Check bolts and foundation. Do not balance before they are tight."),
  ELECTRICAL(
      "Vibration at twice the frequency of the mains has risen.",
      Urgency.NEXT_STOP,
      "Watch whether it is gone at the moment the motor is switched off: then it is electrical.",
      Urgency.WEEK,
      "Have the motor's supply, air gap and windings checked by an electrician."),

  PLUGIN(
      "A plugin found something out of the ordinary.",
      Urgency.WATCH,
      "See what it says, and compare it with features and spectrum.",
      Urgency.NEXT_STOP,
      "See what it says, and inspect the machine for it."),

  SENSOR_FAULT(
      "The sensor's signal is faulty; nothing can be said about the machine.",
      Urgency.WEEK,
      "Check cable, connector and mounting of the sensor.",
      Urgency.DAY,
      "Replace the sensor or its cable. Until then nobody watches this point."),
  NOT_RUNNING(
      "The machine stands; nothing was judged.",
      Urgency.NONE,
      "Measure while it runs.",
      Urgency.NONE,
      "Measure while it runs."),
  LIMIT_IN_SIGHT(
      "A trend is on its way to its limit.",
      Urgency.NEXT_STOP,
      "Plan the work for before the early end of the interval of the prognosis.",
      Urgency.WEEK,
      "Do the work before the early end of the interval of the prognosis.");

  private final String finding;
  private final Urgency urgency;
  private final String action;
  private final Urgency severeUrgency;
  private final String severeAction;

  Criterion(
      String finding, Urgency urgency, String action, Urgency severeUrgency, String severeAction) {
    this.finding = finding;
    this.urgency = urgency;
    this.action = action;
    this.severeUrgency = severeUrgency;
    this.severeAction = severeAction;
  }

  /**
   * The advice for a level.
   *
   * @param level ALERT and DANGER are severe; of UNKNOWN nothing is said but that it is so
   */
  public Advice advice(Level level) {
    return switch (level) {
      case OK, ADVISE -> new Advice(finding, action, urgency);
      case ALERT, DANGER -> new Advice(finding, severeAction, severeUrgency);
      case UNKNOWN ->
          this == NOT_RUNNING || this == SENSOR_FAULT
              ? new Advice(finding, action, urgency)
              : new Advice(
                  "This point cannot be judged now.",
                  "See the reason that stands beside it.",
                  Urgency.WATCH);
    };
  }
}
