import type { Environment } from "../../kube/environment.ts";
import { Flags } from "../arguments/flags.ts";
import { logsOutline } from "../outlines/logs.ts";
import type { TypedWords } from "./typed-words.ts";

/** What is typed before the cursor, and the defaults, as the command will see them: which cluster, which namespace. */
export async function typedFlags(typed: TypedWords, env: Environment): Promise<Flags> {
  const known = new Set(logsOutline.groups.flatMap(({ options }) => options.map(({ name }) => name)));
  const values = Object.entries(typed.values).filter(([name]) => known.has(name));
  return new Flags(
    logsOutline,
    Object.fromEntries(values.map(([name, texts]) => [name, texts.map((text) => atHome(text, env))])),
  );
}

/** Some shells hand over the words as they are typed. */
function atHome(text: string, env: Environment): string {
  return text.startsWith("~/") ? `${env["HOME"] ?? "~"}${text.slice(1)}` : text;
}
