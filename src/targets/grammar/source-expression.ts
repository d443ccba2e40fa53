import { KtError } from "../../errors/kt-error.ts";
import { shellWord } from "../../text/shell-word.ts";
import { findBuiltInType } from "../kinds/built-in-types.ts";
import { isGlob, looksLikeRegex } from "./name-pattern.ts";

/** One source as written, taken apart. */
export interface SourceExpression {
  /** As the user wrote it. */
  readonly text: string;
  /** Name or glob; absent when the source names none. */
  readonly namespace?: string;
  /**
   * - `pods`: a word for pods: exact name, glob or regular expression, whichever it turns out to be.
   * - `regex`: a regular expression over pod names, by `re:`.
   * - `typed`: TYPE/NAME, where `type` is a word that must be a type.
   * - `pod-or-typed`: `type`/`name` where the first word is no built-in type: it may be a type that only the API
   *   server knows, or else a pod, and then the second is its container.
   */
  readonly form: "pods" | "regex" | "typed" | "pod-or-typed";
  /** Absent for `pods` and `regex`. */
  readonly type?: string;
  readonly name: string;
  /** Name or glob; absent: all containers. */
  readonly container?: string;
}

/** The grammar in one line, for hints. */
export const sourceGrammar = "[NAMESPACE:]POD[/CONTAINER] or [NAMESPACE:]TYPE/NAME[/CONTAINER]";

/**
 * Takes a source apart. NAMESPACE may be a glob (`*:web`); NAME and CONTAINER may have the wildcards `*` and `?`;
 * everything behind `re:` up to a slash is a regular expression. Since pods' names hold neither slash nor colon,
 * both always separate, except that a colon inside a regular expression (`(?:a|b)`) does not.
 * @throws KtError KT_USAGE when it is no source.
 */
export function parseSource(text: string): SourceExpression {
  if (isPath(text)) throw notASource(text, hintForPath(text));
  // No name has a comma, and without braces no pattern that can match one needs it.
  if (/^[\w.:/*?-]+(?:,[\w.:/*?-]+)+$/.test(text)) {
    throw notASource(text, `Several sources stand apart: ${text.replaceAll(",", " ")}`);
  }
  const { namespace, rest } = takeNamespace(text);
  const place = namespace === undefined ? {} : { namespace };
  const isRegex = rest.startsWith("re:");
  const parts = (isRegex ? rest.slice(3) : rest).split("/");
  if (parts.some((part) => part === "")) throw notASource(text, hintForEmptyPart(text, namespace, parts));
  const [first = "", second, third] = parts;
  if (isRegex || second === undefined || looksLikeRegex(first) || isGlob(first)) {
    if (parts.length > 2) throw notASource(text, undefined);
    const container = second === undefined ? {} : { container: checkContainer(text, second) };
    return { text, ...place, form: isRegex ? "regex" : "pods", name: first, ...container };
  }
  if (parts.length > 3) throw notASource(text, undefined);
  const isTyped = third !== undefined || findBuiltInType(first) !== undefined;
  if (looksLikeRegex(second)) {
    throw notASource(text, `Names take the wildcards * and ?; for pods, a regular expression: re:${second}`);
  }
  const container = third === undefined ? {} : { container: checkContainer(text, third) };
  return { text, ...place, form: isTyped ? "typed" : "pod-or-typed", type: first, name: second, ...container };
}

/** Whether it can only be meant as a file's path, or as a pattern between slashes; `./app` is a container of all pods. */
function isPath(text: string): boolean {
  return /^(?:\.\.|~)?\/|^\.\/.*[./]/.test(text);
}

function hintForPath(text: string): string {
  const pattern = /^\/([^/]+)\/$/.exec(text)?.[1];
  if (pattern !== undefined) return `For pods, a regular expression: re:${pattern}`;
  return `A saved log: kubectl kt logs --file ${shellWord(text)}`;
}

function takeNamespace(text: string): { namespace?: string; rest: string } {
  const colon = text.indexOf(":");
  if (colon < 0 || text.startsWith("re:")) return { rest: text };
  const namespace = text.slice(0, colon);
  // A bracket before the colon: the colon belongs to a regular expression.
  if (/[()[\]/\\|]/.test(namespace)) return { rest: text };
  if (!/^[a-z0-9*?-]+$/.test(namespace)) {
    throw notASource(text, `"${namespace}" cannot be a namespace: those have lower-case letters, digits and dashes`);
  }
  return { namespace, rest: text.slice(colon + 1) };
}

function checkContainer(text: string, container: string): string {
  if (/^[a-z0-9*?-]+$/.test(container)) return container;
  throw notASource(
    text,
    `A container is a name or a glob here; for a regular expression: --container '/${container}/'`,
  );
}

function hintForEmptyPart(text: string, namespace: string | undefined, parts: readonly string[]): string | undefined {
  if (namespace !== undefined && parts.length === 1) return `All pods of a namespace: ${namespace}:'*'`;
  const [type = ""] = parts;
  if (parts.length === 2 && findBuiltInType(type) !== undefined) return `All of that type: ${text}'*'`;
  return undefined;
}

function notASource(text: string, hint: string | undefined): KtError {
  return new KtError("KT_USAGE", `"${text}" is not a source; a source is ${sourceGrammar}`, { hint });
}
