import { KtError } from "../../errors/kt-error.ts";

/**
 * The names of units, each once and without `.service`.
 * @param flag What gave them, for the message.
 * @throws KtError KT_USAGE for what can be no name.
 */
export function readServiceNames(flag: string, names: readonly string[]): readonly string[] {
  const services = names.map((name) => name.replace(/\.service$/u, ""));
  const bad = services.find((name) => !/^[\w@.:\\-]+$/u.test(name));
  if (bad === undefined) return [...new Set(services)];
  throw new KtError("KT_USAGE", `${flag} ${JSON.stringify(bad)} is no name of a service`, {
    hint: `the name of its unit is meant, with or without .service: ${flag} kubelet`,
  });
}
