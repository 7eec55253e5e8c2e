package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import org.jdbi.v3.core.Handle;

/** Names mean one thing each. */
final class Taken {
  private Taken() {}

  /** Refuses a name that another of the same table and owner has. Table and column are ours. */
  static void check(
      Handle handle, String table, String ownerColumn, String owner, String name, String id) {
    check(handle, table, ownerColumn, owner, "name", name, id);
  }

  /** Likewise, of a value in a column of ours. */
  static void check(
      Handle handle,
      String table,
      String ownerColumn,
      String owner,
      String column,
      String value,
      String id) {
    boolean taken =
        handle
            .createQuery(
                "select 1 from "
                    + table
                    + " where "
                    + ownerColumn
                    + " = ? and "
                    + column
                    + " = ? and id <> ?")
            .bind(0, owner)
            .bind(1, value)
            .bind(2, id)
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
    if (taken) {
      throw Problem.conflict(
          column + "-taken", column, "there is another of the " + column + " \"" + value + "\"");
    }
  }
}
