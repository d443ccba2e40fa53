import { secretKindPlurals } from "../masking/secret-rules.ts";
import { type Cause, hasProblem } from "../diagnosis.ts";
import { code, codeBlock, escaped } from "../report/markdown-text.ts";
import { hopRows } from "../report/hop-rows.ts";
import { subjectText } from "../report/summary.ts";
import type { Bundle } from "./gather-bundle.ts";
import type { FileFacts } from "./report-document.ts";
import { type Place, placeText } from "./report-file.ts";
import type { Claim, ReportSummary, ShownFinding, TellingLines } from "./report-summary.ts";

/** The report as a page: first the answer, then what it rests on. */
export function markdownDocument(bundle: Bundle, summary: ReportSummary, files: readonly FileFacts[]): string {
  const { diagnosis, notices } = bundle;
  const { context, namespace, server, startedMs } = diagnosis;
  const { findings, telling, comparison } = summary;
  const lines = [
    ...answerLines(bundle, summary, link),
    "",
    ...(findings.length === 0 ? [] : ["## Findings", "", ...findings.flatMap(findingLines)]),
    ...(telling.length <= mostInAnswer
      ? []
      : ["## More lines", "", ...telling.slice(mostInAnswer).flatMap((one) => [...tellingLines(one, link), ""])]),
    ...(telling.length === 0 ? [] : [escaped(comparison), ""]),
    "## The way of a log request",
    "",
    "| Hop | Result | |",
    "| --- | --- | --- |",
    ...hopRows(diagnosis).map(({ name, result, says }) => `| ${name} | ${result} | ${escaped(says)} |`),
    "",
    "## Files",
    "",
    `Context ${code(context || "none")}, namespace ${code(namespace || "none")}, server ${code(server)}, ${new Date(startedMs).toISOString()}.`,
    "",
    "| File | Lines | Bytes | Left out at its beginning |",
    "| --- | ---: | ---: | --- |",
    ...files.map(
      ({ path, lines: count, bytes, cutLines, cutBytes }) =>
        `| [${escaped(path)}](${path}) | ${count} | ${bytes} | ${cutLines === 0 ? "" : `${cutLines} lines, ${cutBytes} bytes`} |`,
    ),
    "",
    ...notices.map((notice) => `- ${escaped(notice)}`),
    `- ${maskedText(bundle)}`,
  ];
  return `${lines.join("\n")}\n`;
}

const mostInAnswer = 3;

/** The answer alone, for a page that does not lie beside the files: places are named there, without links. */
export function answerPage(bundle: Bundle, summary: ReportSummary): string {
  return `${answerLines(bundle, summary, (place) => code(placeText(place))).join("\n")}\n`;
}

/** What failed, since when, the most telling lines, the next step. */
function answerLines({ diagnosis }: Bundle, summary: ReportSummary, shown: ShownPlace): readonly string[] {
  const { hasFailed, isInterrupted, answer, telling, next } = summary;
  const isIll = hasProblem(diagnosis) || (hasFailed && !isInterrupted);
  return [
    `# ${hasFailed ? "✗" : "✓"} ${escaped(diagnosis.target)}: ${isIll ? "not well" : isInterrupted ? "interrupted" : "well"}`,
    "",
    answer.map((claim) => claimText(claim, shown)).join("\n"),
    ...telling.slice(0, mostInAnswer).flatMap((one) => ["", ...tellingLines(one, shown)]),
    ...(next === undefined ? [] : ["", "Next:", "", ...codeBlock([next], "sh")]),
  ];
}

/** How many secrets were masked, by kind. */
export function maskedText({ masker }: Bundle): string {
  const kinds = [...masker.counts].map(([kind, count]) => `${count} ${count === 1 ? kind : secretKindPlurals[kind]}`);
  const total = [...masker.counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return "No secrets were found to mask.";
  return `${total} secret${total === 1 ? " was" : "s were"} masked: ${kinds.join(", ")}.`;
}

/** How a page shows a place. */
type ShownPlace = (place: Place) => string;

function claimText({ text, places }: Claim, shown: ShownPlace): string {
  return places.length === 0 ? escaped(text) : `${escaped(text)} (${places.slice(0, mostLinks).map(shown).join(", ")})`;
}

const mostLinks = 3;

function link(place: Place): string {
  return `[${escaped(placeText(place))}](${place.file}#L${place.line})`;
}

function tellingLines({ place, lines, count, isNew }: TellingLines, shown: ShownPlace): readonly string[] {
  const times = count === 1 ? "" : `, ${count} times like it`;
  return [`${shown(place)}${isNew === true ? ", new" : ""}${times}:`, "", ...codeBlock(lines)];
}

function findingLines({ finding, others, places }: ShownFinding): readonly string[] {
  const { level, verdict, about, evidence, causes, next } = finding;
  return [
    `### ${level}: ${escaped(subjectText(about))}`,
    "",
    `${escaped(verdict)} (${places.map(link).join(", ")})`,
    ...(others.length === 0 ? [] : ["", `Also ${others.map((other) => escaped(subjectText(other))).join(", ")}.`]),
    "",
    ...evidence.map(({ from, text }) => `- Seen in ${escaped(from)}: ${code(text)}`),
    ...causes.flatMap((cause) => causeLines(cause, causes.length > 1)),
    ...(next === undefined ? [] : [`- Next: ${code(next)}`]),
    "",
  ];
}

function causeLines({ text, check, fix }: Cause, isOneOfSeveral: boolean): readonly string[] {
  return [
    `- ${isOneOfSeveral ? "Either" : "Because"}: ${escaped(text)}`,
    ...(check === undefined ? [] : [`  - To tell: ${escaped(check)}`]),
    ...(fix === undefined ? [] : [`  - Mends it: ${escaped(fix)}`]),
  ];
}
