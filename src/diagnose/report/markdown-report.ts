import { printable } from "../../text/printable.ts";
import type { Cause, Diagnosis, HopResult } from "../diagnosis.ts";
import { code, escaped } from "./markdown-text.ts";
import { hopRows } from "./hop-rows.ts";
import { countText, type FindingGroup, findingGroups, subjectText } from "./summary.ts";

/** The diagnosis for an issue, a pull request or a page of a CI job: what was found, then the hops as a table. */
export function markdownReport(diagnosis: Diagnosis): string {
  const { target, context, namespace, server, startedMs } = diagnosis;
  const lines = [
    `# Diagnosis of ${target === "" ? "the way to the API server" : code(target)}`,
    "",
    `${countText(diagnosis)}. Context ${code(context || "none")}, namespace ${code(namespace || "none")}, server ${code(server)}, ${new Date(startedMs).toISOString()}.`,
    ...findingGroups(diagnosis).flatMap((group) => ["", ...findingLines(group)]),
    "",
    "## Hops",
    "",
    "| Hop | Result | | Time |",
    "| --- | --- | --- | --- |",
    ...hopRows(diagnosis).map(
      ({ name, result, says, durationMs }) =>
        `| ${name} | ${words[result]} | ${escaped(says)} | ${Math.round(durationMs)} ms |`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

const words: Readonly<Record<HopResult, string>> = {
  ok: "✓ ok",
  note: "! note",
  problem: "✗ problem",
  broken: "✗ broken",
  unseen: "? not seen",
  "not-reached": "- not reached",
};

function findingLines({ finding, others }: FindingGroup): readonly string[] {
  const { level, verdict, about, evidence, causes, next } = finding;
  return [
    `## ${words[level]}: ${escaped(subjectText(about))}`,
    "",
    escaped(verdict),
    ...(others.length === 0 ? [] : ["", `Also ${others.map((other) => escaped(subjectText(other))).join(", ")}.`]),
    "",
    ...evidence.map(({ from, text }) => `- Seen in ${escaped(from)}: ${code(text)}`),
    ...causes.flatMap((cause) => causeLines(cause, causes.length > 1)),
    ...(next === undefined ? [] : ["", "```sh", printable(next), "```"]),
  ];
}

function causeLines({ text, check, fix }: Cause, isOneOfSeveral: boolean): readonly string[] {
  return [
    `- ${isOneOfSeveral ? "Either" : "Because"}: ${escaped(text)}`,
    ...(check === undefined ? [] : [`  - To tell: ${escaped(check)}`]),
    ...(fix === undefined ? [] : [`  - Mends it: ${escaped(fix)}`]),
  ];
}
