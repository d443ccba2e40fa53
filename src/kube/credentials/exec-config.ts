import { dirname, resolve, sep } from "node:path";
import { KtError } from "../../errors/kt-error.ts";
import { asRecord, asText, asTexts, showValue } from "../json-value.ts";
import type { KubeconfigUser } from "../kubeconfig/kubeconfig.ts";

/** The `exec` of a user in a kubeconfig. */
export interface ExecConfig {
  readonly userName: string;
  readonly apiVersion: "client.authentication.k8s.io/v1" | "client.authentication.k8s.io/v1beta1";
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interactiveMode: "Never" | "IfAvailable" | "Always";
  readonly isClusterInfoWanted: boolean;
  readonly installHint: string | undefined;
}

/**
 * Reads the `exec` of a user.
 *
 * @throws KtError KT_KUBECONFIG when it is incomplete or of a version that nobody knows.
 */
export function readExecConfig(user: KubeconfigUser): ExecConfig {
  const exec = asRecord(user.exec) ?? {};
  const command = asText(exec["command"]);
  if (command === undefined) throw invalid(user, "has no command");
  const apiVersion = exec["apiVersion"];
  if (apiVersion !== "client.authentication.k8s.io/v1" && apiVersion !== "client.authentication.k8s.io/v1beta1") {
    throw invalid(
      user,
      `has the apiVersion "${showValue(apiVersion)}"; v1 and v1beta1 of client.authentication.k8s.io are known`,
    );
  }
  const mode = exec["interactiveMode"] ?? "IfAvailable";
  if (mode !== "Never" && mode !== "IfAvailable" && mode !== "Always") {
    throw invalid(user, `has the interactiveMode "${showValue(mode)}"; there are Never, IfAvailable and Always`);
  }
  return {
    userName: user.name,
    apiVersion,
    // A bare name is looked for in PATH, a path is taken from where the kubeconfig is.
    command: user.file !== undefined && command.includes(sep) ? resolve(dirname(user.file), command) : command,
    args: asTexts(exec["args"]) ?? [],
    env: readEnv(exec["env"]),
    interactiveMode: mode,
    isClusterInfoWanted: exec["provideClusterInfo"] === true,
    installHint: asText(exec["installHint"]),
  };
}

/** The hint for a plugin that does not work. Its arguments are not shown: they may hold a secret. */
export function runByHand(config: ExecConfig): string {
  return `run "${config.command}" by hand, with the arguments that "kubectl config view --minify" shows`;
}

function readEnv(value: unknown): Readonly<Record<string, string>> {
  const entries = Array.isArray(value) ? value.map(asRecord) : [];
  return Object.fromEntries(entries.map((entry) => [showValue(entry?.["name"]), showValue(entry?.["value"] ?? "")]));
}

function invalid(user: KubeconfigUser, what: string): KtError {
  return new KtError("KT_KUBECONFIG", `the credential plugin (exec) of user "${user.name}" ${what}`, {
    hint: "kubectl config view",
  });
}
