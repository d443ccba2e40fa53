import type { FilterOptions } from "../../src/filter/filter.ts";

/** Options of a filter that wants every line, with these changes. */
export function filterOptionsOf(changes: Partial<FilterOptions>): FilterOptions {
  return {
    grep: [],
    exclude: [],
    ignoreCase: false,
    fixedStrings: false,
    isMultiline: false,
    contextBefore: 0,
    contextAfter: 0,
    ...changes,
  };
}
