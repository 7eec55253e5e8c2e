package io.omniedge.gateway.agent;

import io.omniedge.gateway.api.exit.ExitContext;
import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import java.util.List;
import java.util.Optional;

/** Plugins that are as a test says. */
final class FakePlugins implements Plugins {
  private final Bell bell;
  volatile List<PluginSnapshot> plugins = List.of();
  volatile Optional<PackageSource> source = Optional.empty();

  FakePlugins(Bell bell) {
    this.bell = bell;
  }

  @Override
  public List<PluginSnapshot> now() {
    return plugins;
  }

  @Override
  public void source(Optional<PackageSource> given) {
    source = given;
    bell.ring();
  }

  @Override
  public Optional<String> choose(ExitContext context) {
    return Optional.empty();
  }

  @Override
  public void contextChanged(ExitContext context) {}

  @Override
  public long generation() {
    return 0;
  }
}
