import type { FieldCensus } from "../text/fields/field-census.ts";
import { compilePattern, type Pattern } from "../text/pattern/pattern.ts";
import type { FilterFactory } from "./block-filter.ts";
import { compileWhere } from "./where/where-condition.ts";
import { RecordFilter } from "./records/record-filter.ts";

/** Which entries are wanted. */
export interface FilterOptions {
  /** Patterns of `--grep`: one of them must match. None: all entries are wanted. */
  readonly grep: readonly string[];
  /** Patterns of `--exclude`: none may match. */
  readonly exclude: readonly string[];
  readonly ignoreCase: boolean;
  /** Whether the patterns are plain text. */
  readonly fixedStrings: boolean;
  /** By the number of a level, whether it is wanted; absent: all are. */
  readonly levels?: readonly boolean[] | undefined;
  /** What `--where` asks of the fields of an entry; absent: nothing. */
  readonly where?: string | undefined;
  /** Whether lines that go on with the one before, as stack traces do, are one record with it. */
  readonly isMultiline: boolean;
  /** How many lines of the same source are shown before and behind a wanted record. */
  readonly contextBefore: number;
  readonly contextAfter: number;
}

/**
 * What makes the filters that these options ask for; undefined when they leave nothing out and put nothing together.
 * @param census Is told which of the fields that `--where` asks for are found.
 * @throws KtError KT_USAGE for a pattern or condition that cannot be read.
 */
export function createFilter(options: FilterOptions, census?: FieldCensus): FilterFactory | undefined {
  const grep = compileAll("--grep", options.grep, options);
  const exclude = compileAll("--exclude", options.exclude, options);
  const { levels, isMultiline, contextBefore, contextAfter } = options;
  const where = options.where === undefined ? undefined : compileWhere(options.where, census);
  const isPlain = grep.length + exclude.length === 0 && levels === undefined && where === undefined;
  if (isPlain && !isMultiline) return undefined;
  return () => new RecordFilter({ grep, exclude, levels, where, isMultiline, contextBefore, contextAfter });
}

function compileAll(flag: string, texts: readonly string[], options: FilterOptions): readonly Pattern[] {
  const { ignoreCase, fixedStrings: isFixed } = options;
  return texts.map((text) => compilePattern(text, { flag, ignoreCase, isFixed }));
}
