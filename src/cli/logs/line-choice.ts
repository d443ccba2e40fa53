import { KtError } from "../../errors/kt-error.ts";
import { parseLevels } from "../../filter/level-choice.ts";
import type { PatternOptions } from "../../text/pattern/pattern.ts";
import { createSpanFinder, type SpanFinder } from "../../text/pattern/span-finder.ts";
import type { Flags } from "../arguments/flags.ts";
import type { LineChoice } from "./logs-request.ts";

/**
 * Reads which lines shall be printed. Records of several lines are put together where something is looked for, and where
 * it is asked for.
 * @param isAnalysed Whether lines are counted, which are records then.
 * @throws KtError KT_USAGE.
 */
export function readLineChoice(flags: Flags, isAnalysed: boolean): LineChoice {
  const level = flags.text("level");
  const multiline = flags.choice("multiline", ["auto", "off"]);
  const around = flags.count("grep-context", 0) ?? 0;
  const choice = {
    grep: flags.list("grep"),
    exclude: flags.list("exclude"),
    ignoreCase: flags.isOn("ignore-case") === true,
    fixedStrings: flags.isOn("fixed-strings") === true,
    levels: level === undefined ? undefined : parseLevels(level),
    where: flags.filled("where"),
    contextBefore: flags.count("grep-before", 0) ?? around,
    contextAfter: flags.count("grep-after", 0) ?? around,
    failOnEmpty: flags.isOn("fail-on-empty") === true,
  };
  const isChosen = choosesLines(choice);
  if (!isChosen && choice.contextBefore + choice.contextAfter > 0) {
    throw new KtError("KT_USAGE", "lines around a match are asked for, but nothing says what matches", {
      hint: "example: --grep timeout --grep-context 3",
    });
  }
  const highlight = highlightOf(choice, flags.list("highlight"));
  return {
    ...choice,
    highlight,
    isMultiline: multiline === "auto" || (multiline === undefined && (isChosen || isAnalysed)),
  };
}

function highlightOf(
  { grep, ignoreCase, fixedStrings: isFixed }: Pick<LineChoice, "grep" | "ignoreCase" | "fixedStrings">,
  marked: readonly string[],
): SpanFinder | undefined {
  const of = (flag: string, texts: readonly string[]): readonly (readonly [string, PatternOptions])[] =>
    texts.map((text) => [text, { flag, ignoreCase, isFixed }]);
  return createSpanFinder([...of("--grep", grep), ...of("--highlight", marked)]);
}

/** Whether lines are chosen by what they say. */
export function choosesLines({
  grep,
  exclude,
  levels,
  where,
}: Pick<LineChoice, "grep" | "exclude" | "levels" | "where">): boolean {
  return grep.length + exclude.length > 0 || levels !== undefined || where !== undefined;
}
