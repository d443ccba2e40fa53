import { KtError } from "../../errors/kt-error.ts";
import type { SourceFacts } from "../../stream/source-info.ts";

/** Facts of a source that entries can be counted by. */
export type CountFact = keyof SourceFacts &
  ("context" | "namespace" | "node" | "pod" | "container" | "instance" | "service");

/** What entries are counted by. */
export type CountKey =
  /** `isImplied`: nobody asked for it, but without it things of the same name would be one. */
  | { readonly kind: "fact"; readonly name: CountFact; readonly isImplied: boolean }
  | { readonly kind: "level"; readonly name: "level" }
  | { readonly kind: "stream"; readonly name: "stream" }
  | { readonly kind: "time"; readonly name: string; readonly unitSeconds: number }
  | { readonly kind: "field"; readonly name: string };

/**
 * Reads the value of `--count-by`: names of facts (`pod`), of units of time (`minute`), `level`, `stream`, or fields of JSON and
 * logfmt, between commas; a name between backquotes is a field in any case. Pods, namespaces and nodes of one name in
 * different places are not one.
 * @throws KtError KT_USAGE when there is an empty name, or one twice.
 */
export function parseCountKeys(text: string): readonly CountKey[] {
  const keys: CountKey[] = [];
  for (const word of text.split(",").map((one) => one.trim())) {
    const key = keyOf(word, text);
    if (keys.some((one) => one.name === key.name && one.kind === key.kind && !isImplied(one))) {
      throw new KtError("KT_USAGE", `--count-by ${JSON.stringify(text)}: ${JSON.stringify(word)} stands there twice`, {
        hint: "name each once",
      });
    }
    keys.push(...impliedBy(key), key);
  }
  // What was asked for counts before what is implied, wherever it stands.
  const asked = new Set(keys.filter((key) => !isImplied(key)).map(({ name }) => name));
  const seen = new Set<string>();
  return keys.filter((key) => {
    if (!isImplied(key)) return true;
    const isNeeded = !asked.has(key.name) && !seen.has(key.name);
    seen.add(key.name);
    return isNeeded;
  });
}

/** Whether nobody asked for it. */
export function isImplied(key: CountKey): boolean {
  return key.kind === "fact" && key.isImplied;
}

const facts: readonly CountFact[] = ["context", "namespace", "node", "pod", "container", "instance", "service"];

const units: ReadonlyMap<string, number> = new Map([
  ["second", 1],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
]);

/** What can be counted by beside fields, as it is written. */
export const countNames: readonly string[] = [...facts, "stream", "level", ...units.keys()];

function keyOf(word: string, text: string): CountKey {
  const quoted = /^`([^`]+)`$/u.exec(word)?.[1];
  if (quoted !== undefined) return { kind: "field", name: quoted };
  if (word === "" || word.includes("`")) {
    throw new KtError("KT_USAGE", `--count-by ${JSON.stringify(text)} names nothing to count by`, {
      hint: "examples: --count-by pod, --count-by minute,level, --count-by status",
    });
  }
  const unitSeconds = units.get(word);
  if (unitSeconds !== undefined) return { kind: "time", name: word, unitSeconds };
  if (word === "level") return { kind: "level", name: "level" };
  if (word === "stream") return { kind: "stream", name: "stream" };
  const fact = facts.find((name) => name === word);
  return fact === undefined ? { kind: "field", name: word } : { kind: "fact", name: fact, isImplied: false };
}

/** What a fact needs so that the same name in different places is not one thing. */
function impliedBy(key: CountKey): readonly CountKey[] {
  if (key.kind !== "fact") return [];
  const implied: readonly CountFact[] =
    key.name === "pod" ? ["context", "namespace"] : key.name === "namespace" || key.name === "node" ? ["context"] : [];
  return implied.map((name) => ({ kind: "fact", name, isImplied: true }));
}
