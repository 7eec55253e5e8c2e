package io.omniedge.pdm.outlet;

/**
 * Who has an outlet; without the classes of the cloud that it leads to. The service's property
 * {@value #LEADS_TO} says where to: samples and clips are for the cloud, reports for both.
 */
@FunctionalInterface
public interface OutletSource {
  /** The property's name. */
  String LEADS_TO = "omniedge.leads.to";

  /** Its value of an outlet to a cloud, as a property of a component. */
  String TO_CLOUD = LEADS_TO + "=cloud";

  /** Its value of the one to the manager. */
  String TO_MANAGER = LEADS_TO + "=manager";

  /** It, for as long as the service is there. */
  Outlet outlet();
}
