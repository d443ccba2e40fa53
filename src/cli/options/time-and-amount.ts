import { analyses } from "./analysis.ts";
import type { OptionGroup } from "./option.ts";

/** For completion: one of each form that is worth showing. */
const timeExamples: readonly string[] = ["5m", "1h", "24h", "today", "yesterday"];

/** From when to when, how much, and of which instances (L7 to L9). */
export const timeAndAmountOptions: OptionGroup = {
  title: "Time and amount",
  options: [
    {
      name: "since",
      kind: "text",
      placeholder: "TIME",
      suggestions: timeExamples,
      yieldsTo: [{ option: "since-time" }, { option: "after" }],
      summary:
        "From this time on: a duration (1h30m, 1w, PT30M), RFC 3339, a local date or time, today, yesterday 10:00, or @UNIX",
    },
    {
      name: "until",
      kind: "text",
      placeholder: "TIME",
      suggestions: timeExamples,
      yieldsTo: [{ option: "before" }, { option: "follow" }],
      summary: "Up to this time, which still belongs to it",
    },
    {
      name: "after",
      kind: "text",
      placeholder: "TIME",
      suggestions: timeExamples,
      yieldsTo: [{ option: "since" }, { option: "since-time" }],
      summary: "Like --since, without the time itself",
    },
    {
      name: "before",
      kind: "text",
      placeholder: "TIME",
      suggestions: timeExamples,
      yieldsTo: [{ option: "until" }, { option: "follow" }],
      summary: "Like --until, without the time itself",
    },
    {
      name: "since-time",
      kind: "text",
      placeholder: "RFC3339",
      yieldsTo: [{ option: "since" }, { option: "after" }],
      summary: "kubectl's way to give --since as a time",
    },
    {
      name: "tail",
      kind: "text",
      placeholder: "N",
      yieldsTo: [...analyses, { option: "head" }, { option: "all" }, { option: "tail-each" }],
      summary:
        "The last N lines of the merged and filtered stream, a stack trace as one where --multiline puts it together; -1 is all. Without it 10 before a follow and on a terminal; all with a time, and without -f with a filter or in a pipe",
    },
    {
      name: "head",
      kind: "text",
      placeholder: "N",
      yieldsTo: [...analyses, { option: "tail" }, { option: "all" }, { option: "follow" }],
      summary: "The first N lines of the merged and filtered stream",
    },
    {
      name: "all",
      kind: "switch",
      yieldsTo: [{ option: "head" }, { option: "tail" }, { option: "tail-each" }],
      summary: "All lines, on a terminal too",
    },
    {
      name: "tail-each",
      kind: "text",
      placeholder: "N",
      yieldsTo: [...analyses, { option: "head" }, { option: "tail" }, { option: "all" }],
      summary: "The last N lines of each container, or of each service or file of a node",
    },
    {
      name: "limit-bytes",
      kind: "text",
      placeholder: "N",
      yieldsTo: analyses,
      summary: "End after this many bytes of messages, newlines not counted",
    },
    {
      name: "follow",
      short: "f",
      kind: "switch",
      yieldsTo: [
        ...analyses,
        { option: "no-follow" },
        { option: "previous" },
        { option: "until" },
        { option: "before" },
        { option: "head" },
      ],
      summary: "The last 10 lines, then what comes: new pods and restarted containers too",
    },
    {
      name: "wait-for-new",
      kind: "switch",
      defaultNeeds: ["follow"],
      summary: "With -f: stay when all that was named is finished",
    },
    {
      name: "previous",
      short: "p",
      kind: "switch",
      yieldsTo: [...analyses, { option: "instances" }, { option: "follow" }, { option: "file" }, { option: "stdin" }],
      summary: "The last terminated instance of each container",
    },
    {
      name: "instances",
      kind: "text",
      choices: ["current", "previous", "all"],
      yieldsTo: [...analyses, { option: "previous" }, { option: "file" }, { option: "stdin" }],
      summary: "Which instances of a restarted container; current by default",
    },
    {
      name: "no-follow",
      kind: "switch",
      isCompatible: true,
      yieldsTo: [{ option: "follow" }],
      summary: "stern's; a read ends by itself unless -f is given",
    },
    {
      name: "pod-running-timeout",
      kind: "text",
      placeholder: "DURATION",
      isCompatible: true,
      summary: "kubectl's; a follow waits for pods without a limit, a read does not wait",
    },
  ],
};
