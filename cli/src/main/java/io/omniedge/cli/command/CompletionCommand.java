package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "completion",
    description = "Print what makes the shell complete our commands: bash or zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(omniedge completion bash)",
      "  omniedge completion zsh >> ~/.zshrc",
      "  omniedge completion bash > /etc/bash_completion.d/omniedge"
    })
final class CompletionCommand extends Task {
  /** Shells whose completion we know. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    CommandLine line = Commands.line(context());
    String script = AutoComplete.bash("omniedge", line);
    if (shell == Shell.ZSH) {
      // The script sets up bash's way of completion in zsh itself, once compinit is there.
      script = "autoload -Uz compinit && compinit\n" + script;
    }
    String text = script;
    output().result(JsonObject.builder().put("script", text).build(), () -> output().raw(text));
  }
}
