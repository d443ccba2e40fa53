import { KtError } from "../../errors/kt-error.ts";
import { readChoice } from "../arguments/flags.ts";
import { bashScript } from "./scripts/bash-script.ts";
import { fishScript } from "./scripts/fish-script.ts";
import { powershellScript } from "./scripts/powershell-script.ts";
import { zshScript } from "./scripts/zsh-script.ts";

/**
 * The script that completes `kubectl-kt`, and other names, in a shell.
 * @param operands The shell's name.
 * @throws KtError KT_USAGE when no shell is named, or one that has no script.
 */
export function completionScript(operands: readonly string[], names: readonly string[]): string {
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) {
    throw new KtError("KT_USAGE", "kubectl kt completion takes the name of one shell", {
      hint: "example: source <(kubectl kt completion bash)",
    });
  }
  const bad = names.find((name) => !/^[\w.-]+$/.test(name));
  if (bad !== undefined) {
    throw new KtError("KT_USAGE", `--name ${JSON.stringify(bad)} is no name of a command`, {
      hint: "example: --name kt",
    });
  }
  const shell = readChoice("kubectl kt completion", operand, ["bash", "zsh", "fish", "powershell"]);
  return scripts[shell](names);
}

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript } as const;
