import { KtError } from "../errors/kt-error.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { loadKubeconfig } from "./kubeconfig/load-kubeconfig.ts";

/**
 * The contexts that `--context` means: one name, several between commas, or globs (`prod-*`); in the kubeconfig's order for a
 * glob, each once. A context that has exactly the name as it is written is always that one.
 * @throws KtError KT_KUBECONFIG when the kubeconfig cannot be read, or a part means no context.
 */
export async function chooseContexts(
  written: string,
  options: Pick<ConnectOptions, "kubeconfig" | "env">,
): Promise<readonly string[]> {
  if (!/[,*?]/.test(written)) return [written];
  const { contexts, files } = await loadKubeconfig(options.kubeconfig, options.env);
  if (contexts.has(written)) return [written];
  const known = [...contexts.keys()];
  const parts = written.split(",").filter((part) => part !== "");
  const chosen = parts.flatMap((part) => {
    const names = contexts.has(part) ? [part] : known.filter((name) => globOf(part).test(name));
    if (names.length > 0) return names;
    const there = known.length === 0 ? "there is none" : `there are: ${known.slice(0, 10).join(", ")}`;
    throw new KtError(
      "KT_KUBECONFIG",
      `no context is called "${part}" in the kubeconfig (${files.join(", ")}); ${there}`,
      {
        hint: "kubectl config get-contexts",
      },
    );
  });
  return [...new Set(chosen)];
}

function globOf(text: string): RegExp {
  const pattern = text
    .split(/([*?])/)
    .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)))
    .join("");
  return new RegExp(`^${pattern}$`, "s");
}
