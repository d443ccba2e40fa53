import { shellWord } from "../../text/shell-word.ts";

/** The hint for a command that takes the same sources as `kubectl kt logs`: that is asked for, where the hint asks for logs. */
export function hintForCommand(hint: string, command: "logs" | "files"): string {
  return command === "logs" ? hint : hint.replaceAll("kubectl kt logs ", `kubectl kt ${command} `);
}

/** What of a connection was given on the command line, and so belongs into the commands of hints. Never a secret. */
export interface HintFlags {
  readonly kubeconfig?: string | undefined;
  /** One context; absent where several are read. */
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly server?: string | undefined;
  /** Whom the user acts as. */
  readonly as?: string | undefined;
  readonly asUid?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  /** A word in the place of the token that was given. */
  readonly token?: "TOKEN" | undefined;
}

/**
 * The hint with the flags behind each of its commands that asks a cluster, so that the next command asks the same one with the same
 * rights. What somebody else is to run stays as it is: their kubeconfig is another.
 */
export function hintWithFlags(hint: string, flags: HintFlags): string {
  if (/^(?:someone with more rights|examples?:)/i.test(hint)) return hint;
  return hint.replace(commandInHint, (command, verb: string) => command + missingFlags(command, verb, flags));
}

/** Up to the end, a comment or what it runs elsewhere, or another command; what a comment in brackets says is no command yet. */
const commandInHint =
  /(?<!\((?:or|then) )kubectl (kt (?:logs|files|node-logs|diagnose)|get|describe|cluster-info|auth|api-resources|config|exec|top|uncordon|set)\b.*?(?=$| {4}\(|; | && | \| | > | -- |[,:] | (?:shows|lists) )/g;

/** Commands about the kubeconfig itself take only which file it is; saved logs are no cluster's. */
function missingFlags(command: string, verb: string, flags: HintFlags): string {
  if (/ --(?:file|stdin|help)\b/.test(command)) return "";
  const { kubeconfig, context, cluster, user, server, as, asUid, asGroups, token } = flags;
  const given =
    verb === "config"
      ? { kubeconfig }
      : { kubeconfig, context, cluster, user, server, as, "as-uid": asUid, "as-group": asGroups, token };
  return Object.entries(given)
    .filter(([name]) => !new RegExp(` --${name}[= ]`).test(command))
    .flatMap(([name, value = []]) => [value].flat().map((text) => ` --${name}=${shellWord(text)}`))
    .join("");
}
