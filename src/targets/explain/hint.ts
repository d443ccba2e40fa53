import { nearNames } from "../../text/near-names.ts";

/** How many names a hint lists. */
const maxNames = 8;

/** What a hint about a missing name is made of. */
export interface HintFacts {
  /** The source as written. */
  readonly source: string;
  /** The name in it that was looked for; empty when there was none. */
  readonly name: string;
  /** The names there are; undefined where they cannot be had. */
  readonly names: readonly string[] | undefined;
  /** Sources that mean the same name in other namespaces. */
  readonly elsewhere?: readonly string[];
  /** Lists the names. */
  readonly command: string;
  /** The flags that say where it was looked for; see {@link logsCommand}. */
  readonly place: string;
}

/** What to do when a name was not found: the command that was probably meant, or what there is. */
export function hintFor({ source, name, names, elsewhere = [], command, place }: HintFacts): string {
  const [other] = elsewhere;
  if (other !== undefined) return `It is in another namespace: ${logsCommand(other, place)}`;
  if (names === undefined) return `Someone with more rights can run: ${command}`;
  if (names.length === 0) return `There are none at all. To see for yourself: ${command}`;
  if (names.includes(name)) return `"${name}" is there, but the selectors leave it out`;
  const withName = (near: string): string => logsCommand(withWord(source, name, near), place);
  return didYouMean(nearNames(name, names), withName) ?? listOf(names);
}

/** Names in a sentence, as many as fit. */
export function listOf(names: readonly string[]): string {
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  return `There are: ${names.slice(0, maxNames).join(", ")}${more}`;
}

/**
 * A question, and what to type with the first answer in it; undefined without any.
 * @param usage What to type for an answer.
 */
export function didYouMean(near: readonly string[], usage: (name: string) => string): string | undefined {
  const [nearest] = near;
  return nearest === undefined ? undefined : `Did you mean ${near.join(" or ")}? ${usage(nearest)}`;
}

/**
 * The command that reads a source.
 * @param place flags that say where, such as ` -n shop`; not needed by a source that names its namespace.
 */
export function logsCommand(source: string, place: string): string {
  const hasNamespace = /^[a-z0-9*?-]+:/.test(source) && !source.startsWith("re:");
  return `kubectl kt logs ${source}${hasNamespace ? "" : place}`;
}

/** The source with one of its parts replaced. */
export function withWord(source: string, word: string, by: string): string {
  const parts = source.split(/([:/])/);
  const place = parts.lastIndexOf(word);
  return place < 0 ? by : [...parts.slice(0, place), by, ...parts.slice(place + 1)].join("");
}
