package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.CommandLine.Parameters;

/** A command that ends a key, of whatever kind: by its identifier, or what a kind finds it by. */
abstract class KeyRemoval extends Task {
  @Parameters(paramLabel = "KEY", description = "Which one: the first column of the list.")
  private String key = "";

  private final String path;
  private final String sentence;

  /**
   * A command.
   *
   * @param path of the keys of this kind
   * @param sentence what is so afterwards; {@code %s} stands for the key
   */
  KeyRemoval(Context context, String path, String sentence) {
    super(context);
    this.path = path;
    this.sentence = sentence;
  }

  /** The document of the key that was named so, with its {@code id}. */
  JsonObject find(String named) throws Failure {
    return JsonObject.builder().put("id", named).build();
  }

  @Override
  final void run() throws Failure {
    JsonObject found = find(key);
    manager().delete(path + "/" + Manager.segment(View.text(found, "id")));
    output().done(found, sentence.formatted(key));
  }
}
