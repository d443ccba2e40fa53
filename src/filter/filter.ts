import { compilePattern, type Pattern } from "../text/pattern/pattern.ts";
import type { FilterFactory } from "./block-filter.ts";
import { GrepFilter } from "./grep-filter.ts";

/** Which entries are wanted. */
export interface FilterOptions {
  /** Patterns of `--grep`: one of them must match. None: all entries are wanted. */
  readonly grep: readonly string[];
  /** Patterns of `--exclude`: none may match. */
  readonly exclude: readonly string[];
  readonly ignoreCase: boolean;
  /** Whether the patterns are plain text. */
  readonly fixedStrings: boolean;
}

/**
 * What makes the filters that these options ask for; undefined when they leave nothing out.
 * @throws KtError KT_USAGE for a pattern that cannot be read.
 */
export function createFilter(options: FilterOptions): FilterFactory | undefined {
  const grep = compileAll("--grep", options.grep, options);
  const exclude = compileAll("--exclude", options.exclude, options);
  if (grep.length === 0 && exclude.length === 0) return undefined;
  return () => new GrepFilter(grep, exclude);
}

function compileAll(flag: string, texts: readonly string[], options: FilterOptions): readonly Pattern[] {
  const { ignoreCase, fixedStrings: isFixed } = options;
  return texts.map((text) => compilePattern(text, { flag, ignoreCase, isFixed }));
}
