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
}

/** What to do when a name was not found: the command that was probably meant, or what there is. */
export function hintFor({ source, name, names, elsewhere = [], command }: HintFacts): string {
  const [other] = elsewhere;
  if (other !== undefined) return `It is in another namespace: kubectl kt logs ${other}`;
  if (names === undefined) return `Someone with more rights can run: ${command}`;
  if (names.length === 0) return `There are none: ${command}`;
  if (names.includes(name)) return `"${name}" is there, but the selectors leave it out`;
  const near = nearNames(name, names);
  const [nearest] = near;
  if (nearest !== undefined) return didYouMean(near, source, name, nearest);
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  return `There are: ${names.slice(0, maxNames).join(", ")}${more}`;
}

/** A question, and the command with the first answer in it. */
export function didYouMean(near: readonly string[], source: string, word: string, nearest: string): string {
  return `Did you mean ${near.join(" or ")}? kubectl kt logs ${withWord(source, word, nearest)}`;
}

/** The source with one of its parts replaced. */
function withWord(source: string, word: string, by: string): string {
  const parts = source.split(/([:/])/);
  const place = parts.lastIndexOf(word);
  return place < 0 ? by : [...parts.slice(0, place), by, ...parts.slice(place + 1)].join("");
}
