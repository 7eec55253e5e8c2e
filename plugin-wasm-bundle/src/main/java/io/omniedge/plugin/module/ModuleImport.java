package io.omniedge.plugin.module;

/** A function that a module wants from its host. */
public record ModuleImport(String module, String name, Signature signature) {}
