import { shellWord } from "../../text/shell-word.ts";

/** What of a connection was given on the command line, and so belongs into the commands of hints. Never a secret. */
export interface HintFlags {
  readonly kubeconfig?: string | undefined;
  /** One context; absent where several are read. */
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly server?: string | undefined;
}

/**
 * The hint with the flags behind each of its commands that asks a cluster, so that the next command asks the same one with the same
 * rights. What somebody else is to run stays as it is: their kubeconfig is another.
 */
export function hintWithFlags(hint: string, flags: HintFlags): string {
  if (/^(?:someone with more rights|examples?:)/i.test(hint)) return hint;
  return hint.replace(commandInHint, (command, verb: string) => command + missingFlags(command, verb, flags));
}

/** Up to the end, a comment in brackets, or another command; what such a comment says is no command yet. */
const commandInHint =
  /(?<!\((?:or|then) )kubectl (kt (?:logs|files|node-logs|diagnose)|get|describe|cluster-info|auth|api-resources|config|exec|top)\b.*?(?=$| {4}\(|; | && | \| | > |, then )/g;

/** Commands about the kubeconfig itself take only which file it is; saved logs are no cluster's. */
function missingFlags(command: string, verb: string, flags: HintFlags): string {
  if (/ --(?:file|stdin|help)\b/.test(command)) return "";
  const names = verb === "config" ? (["kubeconfig"] as const) : allNames;
  return names
    .map((name) => {
      const value = flags[name];
      return value === undefined || command.includes(` --${name}`) ? "" : ` --${name}=${shellWord(value)}`;
    })
    .join("");
}

const allNames = ["kubeconfig", "context", "cluster", "user", "server"] as const;
