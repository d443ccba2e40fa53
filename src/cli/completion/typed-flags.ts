import type { Environment } from "../../kube/environment.ts";
import { Flags } from "../arguments/flags.ts";
import { effectiveDefaults } from "../config/effective-defaults.ts";
import { atHome } from "../config/home-path.ts";
import { loadDefaults } from "../config/with-defaults.ts";
import { logsOutline } from "../outlines/logs.ts";
import type { TypedWords } from "./typed-words.ts";

/** What is typed before the cursor, and the defaults, as the command will see them: which cluster, which namespace. */
export async function typedFlags(typed: TypedWords, env: Environment): Promise<Flags> {
  const known = new Set(logsOutline.groups.flatMap(({ options }) => options.map(({ name }) => name)));
  const written = Object.entries(typed.values)
    .filter(([name]) => known.has(name))
    // Some shells hand over the words as they are typed.
    .map(([name, texts]): [string, readonly string[]] => [name, texts.map((text) => atHome(text, env))]);
  const given = Object.fromEntries(written);
  // What is wrong with the defaults the command itself will say.
  const { values } = await loadDefaults(given, env).catch(() => ({ values: [] }));
  const defaults = effectiveDefaults(logsOutline, values, given).map(
    ({ name, values: texts }) => [name, texts] as const,
  );
  return new Flags(logsOutline, Object.fromEntries<readonly string[]>([...defaults, ...written]));
}
