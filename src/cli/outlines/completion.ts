import { completionOptions } from "../options/completion.ts";
import { generalOptions } from "../options/general.ts";
import type { CommandOutline } from "./command-outline.ts";

/** `kubectl kt completion`. */
export const completionOutline: CommandOutline = {
  name: "completion",
  usage: "bash|zsh|fish|powershell|--install [options]",
  hasOperands: true,
  operandChoices: [
    { name: "bash", summary: "source <(kubectl kt completion bash)" },
    { name: "zsh", summary: "source <(kubectl kt completion zsh)" },
    { name: "fish", summary: "kubectl kt completion fish | source" },
    { name: "powershell", summary: "kubectl kt completion powershell | Out-String | Invoke-Expression" },
  ],
  summary: "A script that completes kubectl-kt in a shell",
  description: [
    "Behind `kubectl kt`, TAB works as soon as kubectl's own completion is loaded and kubectl_complete-kt is on PATH beside kubectl-kt; with --install it is put there, once. This script completes calls of kubectl-kt itself and of aliases, and `kubectl kt` where kubectl has no completion.",
  ],
  examples: [
    { command: "kubectl kt completion --install", summary: "After kubectl krew install kt" },
    { command: "kubectl kt completion bash", summary: "In ~/.bashrc: source <(kubectl kt completion bash)" },
    { command: "kubectl kt completion zsh --name kt", summary: "An alias: alias kt='kubectl kt'" },
  ],
  hasNoDefaults: true,
  groups: [completionOptions, generalOptions],
};
