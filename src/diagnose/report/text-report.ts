import type { ColorLevel } from "../../render/color-level.ts";
import { paintLevel } from "../../render/level-colors.ts";
import { Level } from "../../text/level/level.ts";
import { printable } from "../../text/printable.ts";
import { wrap } from "../../text/wrap.ts";
import type { Cause, Diagnosis, Finding, HopResult } from "../diagnosis.ts";
import { type HopRow, hopRows } from "./hop-rows.ts";
import { countText, type FindingGroup, findingGroups, isCalm, subjectText } from "./summary.ts";

/** What decides about the look of a text report. */
export interface TextLook {
  readonly colorLevel: ColorLevel;
  /** Lines are broken there; undefined: not at all, for what goes into a pipe. */
  readonly columns: number | undefined;
}

/** The diagnosis for people: the hops as a list, then each finding with what was seen, what may be behind it, and what to do. */
export function textReport(diagnosis: Diagnosis, look: TextLook): string {
  const { target, context, namespace, server, durationMs } = diagnosis;
  const place = [context === "" ? server : `context ${context}`, namespace === "" ? "" : `namespace ${namespace}`];
  const title = `${target === "" ? "The way to the API server" : target} (${place.filter(Boolean).join(", ")})`;
  const rows = hopRows(diagnosis);
  const isOfSeveral =
    new Set(diagnosis.hops.filter(({ name }) => name === "pod").map(({ about }) => about.name)).size > 1;
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = [
    paintLevel(look.colorLevel, Level.info, printable(title)),
    "",
    ...rows.flatMap((row) => rowLines(row, width, look)),
    ...findingGroups(diagnosis).flatMap((group) => [
      "",
      ...findingLines(group, isOfSeveral && isCalm(group.finding), look),
    ]),
    "",
    `${countText(diagnosis)}, in ${(durationMs / 1000).toFixed(1)} s`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Symbols tell the results apart without colours, too. */
const marks: Readonly<Record<HopResult, readonly [mark: string, level: number]>> = {
  ok: ["✓", Level.info],
  note: ["!", Level.warn],
  problem: ["✗", Level.error],
  broken: ["✗", Level.fatal],
  unseen: ["?", Level.warn],
  "not-reached": ["-", Level.debug],
};
const calmMark = ["·", Level.debug] as const;

function rowLines({ name, result, says, durationMs }: HopRow, width: number, look: TextLook): readonly string[] {
  const [mark, level] = marks[result];
  const head = `  ${paintLevel(look.colorLevel, level, mark)} ${name.padEnd(width)}  `;
  const indent = width + 6;
  const time = durationMs >= 1 ? ` (${durationText(durationMs).replace(" ", noBreak)})` : "";
  const [first = "", ...rest] = broken(`${printable(says)}${time}`, indent, look).map((line) =>
    line.replaceAll(noBreak, " "),
  );
  const paint = (text: string): string => (result === "not-reached" ? paintLevel(look.colorLevel, level, text) : text);
  return [head + paint(first), ...rest.map((line) => " ".repeat(indent) + paint(line))];
}

/** Keeps a number and its unit on one line. */
const noBreak = "\u00a0";

function durationText(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

/** @param isBrief The sentence alone: among several pods nobody asked for more of what is as it should be. */
function findingLines({ finding, others }: FindingGroup, isBrief: boolean, look: TextLook): readonly string[] {
  const { level, verdict } = finding;
  const [mark, color] = isCalm(finding) ? calmMark : marks[level];
  const [first = "", ...rest] = broken(printable(verdict), 2, look);
  const same = others.slice(0, mostOthers).map(subjectText);
  const left = others.length - same.length;
  return [
    `${paintLevel(look.colorLevel, color, mark)} ${paintLevel(look.colorLevel, color, first)}`,
    ...rest.map((line) => `  ${paintLevel(look.colorLevel, color, line)}`),
    ...(same.length === 0 ? [] : field("also", `${same.join(", ")}${left > 0 ? ` and ${left} more` : ""}`, look)),
    ...(isBrief ? [] : detailLines(finding, look)),
  ];
}

function detailLines({ evidence, causes, next }: Finding, look: TextLook): readonly string[] {
  return [
    ...evidence.flatMap(({ from, text }) => field("seen", `${from}: ${text}`, look)),
    ...causes.flatMap((cause, place) => causeLines(cause, causes.length > 1 ? place + 1 : undefined, look)),
    ...(next === undefined ? [] : field("next", next, { ...look, columns: undefined })),
  ];
}

const mostOthers = 5;

function causeLines({ text, check, fix }: Cause, number: number | undefined, look: TextLook): readonly string[] {
  return [
    ...field(number === undefined ? "because" : number === 1 ? "either" : "or", text, look),
    ...(check === undefined ? [] : field("  check", check, look)),
    ...(fix === undefined ? [] : field("  fix", fix, look)),
  ];
}

function field(name: string, text: string, look: TextLook): readonly string[] {
  const [first = "", ...rest] = broken(printable(text).replaceAll("\n", " "), fieldColumns, look);
  const head = `    ${paintLevel(look.colorLevel, Level.debug, name.padEnd(fieldColumns - 6))}  `;
  return [head + first, ...rest.map((line) => " ".repeat(fieldColumns) + line)];
}

const fieldColumns = 15;

function broken(text: string, indent: number, { columns }: TextLook): readonly string[] {
  return columns === undefined ? [text] : wrap(text, Math.max(40, Math.min(columns, 120) - indent));
}
