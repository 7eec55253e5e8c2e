package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import org.jdbi.v3.core.Handle;

/** Names mean one thing each. */
final class Taken {
  private Taken() {}

  /** Refuses a name that another of the same table and owner has. Table and column are ours. */
  static void check(
      Handle handle, String table, String ownerColumn, String owner, String name, String id) {
    boolean taken =
        handle
            .createQuery(
                "select 1 from "
                    + table
                    + " where "
                    + ownerColumn
                    + " = ? and name = ? and id <> ?")
            .bind(0, owner)
            .bind(1, name)
            .bind(2, id)
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
    if (taken) {
      throw Problem.conflict("name-taken", "there is another of the name \"" + name + "\"");
    }
  }
}
