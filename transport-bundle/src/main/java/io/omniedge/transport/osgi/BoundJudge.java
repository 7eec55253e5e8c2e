package io.omniedge.transport.osgi;

import io.omniedge.gateway.api.flow.FlowJudge;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The judge that the component runtime has bound. It binds another one before it unbinds the one
 * there was: only the last one bound leaves nobody behind.
 */
final class BoundJudge {
  private final Consumer<@Nullable FlowJudge> user;
  private @Nullable FlowJudge bound;

  BoundJudge(Consumer<@Nullable FlowJudge> user) {
    this.user = user;
  }

  synchronized void bind(FlowJudge judge) {
    bound = judge;
    user.accept(judge);
  }

  synchronized void unbind(FlowJudge judge) {
    if (judge.equals(bound)) {
      bound = null;
      user.accept(null);
    }
  }
}
