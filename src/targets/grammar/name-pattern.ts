import { KtError } from "../../errors/kt-error.ts";
import type { PatternCompiler } from "../selection.ts";

/** A test of names. */
export interface NamePattern {
  /** As the user wrote it. */
  readonly text: string;
  /** The one name that matches; absent when several may. */
  readonly exact?: string;
  matches(name: string): boolean;
}

/** The pattern of exactly this name. */
export function exactName(name: string): NamePattern {
  return { text: name, exact: name, matches: (other) => other === name };
}

/** A name, or a glob where `*` stands for any run of characters and `?` for any one. */
export function globPattern(text: string): NamePattern {
  if (!isGlob(text)) return exactName(text);
  return { text, matches: (name) => matchesGlob(text, name) };
}

/** A regular expression over names. Throws KT_USAGE when it is none. */
export function regexPattern(text: string, compile: PatternCompiler): NamePattern {
  return { text: `/${text}/`, matches: compile(text) };
}

/**
 * A name, a glob, or a regular expression between slashes, as flags take them.
 * @throws KtError KT_USAGE when it is none of them.
 */
export function flagPattern(flag: string, text: string, compile: PatternCompiler): NamePattern {
  if (text.length > 2 && text.startsWith("/") && text.endsWith("/")) {
    return regexPattern(text.slice(1, -1), compile);
  }
  if (/^[\w.*?-]+$/.test(text) && !looksLikeRegex(text)) return globPattern(text);
  throw new KtError("KT_USAGE", `--${flag} takes a name, a glob or /REGEX/, and "${text}" is none of them`, {
    hint: text === "" ? undefined : `--${flag} '/${text}/'`,
  });
}

/**
 * A word for pods, as sources take it: a glob when its only special characters are wildcards, otherwise a regular expression, also
 * between slashes. Throws KT_USAGE when it is none of them.
 */
export function wordPattern(text: string, compile: PatternCompiler): NamePattern {
  if (text.length > 2 && text.startsWith("/") && text.endsWith("/")) return regexPattern(text.slice(1, -1), compile);
  return isGlob(text) && !looksLikeRegex(text) ? globPattern(text) : regexPattern(text, compile);
}

/** Whether the text has a wildcard. */
export function isGlob(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/** Whether a pod can have this name (RFC 1123's subdomain, as the API server has it). */
export function isPodName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(text);
}

/**
 * Whether the text can only have been meant as a regular expression. A dot before a wildcard is a sign of one: `web.*`
 * as a glob would want a pod with a dot in its name.
 */
export function looksLikeRegex(text: string): boolean {
  return !/^[A-Za-z0-9._*?-]*$/.test(text) || /\.[*?]/.test(text);
}

/** Takes back one `*` at a time, so that it needs at most the product of both lengths, whatever the glob. */
function matchesGlob(glob: string, name: string): boolean {
  let at = 0;
  let inGlob = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    const wanted = glob[inGlob];
    if (wanted === "*") {
      star = inGlob++;
      starAt = at;
    } else if (wanted === "?" || wanted === name[at]) {
      inGlob++;
      at++;
    } else if (star >= 0) {
      inGlob = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (glob[inGlob] === "*") inGlob++;
  return inGlob === glob.length;
}
