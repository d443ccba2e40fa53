import { analyses } from "./analysis.ts";
import { columnNames } from "../../render/columns.ts";
import type { Option, OptionGroup } from "./option.ts";

/** What makes the output something else than lines of text. */
const otherThanText: NonNullable<Option["yieldsTo"]> = [
  ...analyses,
  { option: "output", unless: ["text", "default"] },
  { option: "template" },
  { option: "template-file" },
];

/** What a printed line looks like (L10, L24, L25). */
export const outputOptions: OptionGroup = {
  title: "Output",
  options: [
    {
      name: "output",
      short: "o",
      kind: "text",
      placeholder: "FORMAT",
      suggestions: ["text", "raw", "json", "logfmt", "csv", "template=", "dir=", "extjson", "ppextjson"],
      yieldsTo: [...analyses, { option: "template" }, { option: "template-file" }],
      summary:
        "text (lines with columns), raw (only what was logged), json, logfmt, csv, template=TEXT, dir=PATH (a file for each container), extjson or ppextjson",
    },
    {
      name: "template",
      kind: "text",
      placeholder: "TEXT",
      yieldsTo: [...analyses, { option: "output" }, { option: "template-file" }],
      summary: "A template in Go's syntax for each line, as -o template=TEXT: '{{.PodName}} {{.Message}}'",
    },
    {
      name: "template-file",
      short: "T",
      kind: "text",
      placeholder: "FILE",
      names: "files",
      yieldsTo: [...analyses, { option: "output" }, { option: "template" }],
      summary: "A file that holds the template",
    },
    {
      name: "fields",
      kind: "list",
      placeholder: "NAMES",
      isCommaList: true,
      yieldsTo: [
        ...analyses,
        { option: "output", unless: ["text", "default", "json"] },
        { option: "template" },
        { option: "template-file" },
      ],
      summary:
        "These fields of JSON and logfmt instead of the message: level,msg,user.id; an object of their own in JSON",
    },
    {
      name: "columns",
      kind: "text",
      placeholder: "NAMES",
      suggestions: columnNames,
      isCommaList: true,
      yieldsTo: [
        ...analyses,
        { option: "output", unless: ["text", "default", "logfmt", "csv"] },
        { option: "template" },
        { option: "template-file" },
      ],
      summary:
        "Columns and their order: timestamp,namespace,pod,container,message and others. Otherwise those that differ",
    },
    {
      name: "pretty",
      kind: "switch",
      yieldsTo: otherThanText,
      summary: "Lines of JSON and logfmt as time, level, message and key=value; stack traces below them",
    },
    {
      name: "prefix",
      kind: "switch",
      yieldsTo: otherThanText,
      summary: "Pod and container before each line, even when there is only one; --prefix=false never",
    },
    {
      name: "timestamps",
      kind: "optional",
      choices: ["rfc3339", "short", "relative", "unix"],
      yieldsTo: [
        { option: "output", unless: ["text", "default", "logfmt", "csv"] },
        { option: "template" },
        { option: "template-file" },
      ],
      summary: "Time before each line; rfc3339 when no form is given",
    },
    {
      name: "timezone",
      kind: "text",
      placeholder: "ZONE",
      names: "time-zones",
      summary: "Zone of printed times and of times given without one: Europe/Berlin, +02:00, UTC, local",
    },
    {
      name: "color",
      kind: "text",
      choices: ["auto", "always", "never"],
      summary: "Colours; auto, on a terminal only, is the default. NO_COLOR and FORCE_COLOR count",
    },
    {
      name: "pod-colors",
      kind: "text",
      placeholder: "LIST",
      summary: "Colours of pods instead of the usual ones, as numbers of escape sequences: 91,92,38;5;208",
    },
    {
      name: "container-colors",
      kind: "text",
      placeholder: "LIST",
      summary: "Colours of containers; those of --pod-colors, or the usual ones, by default",
    },
    {
      name: "diff-container",
      short: "d",
      kind: "switch",
      isCompatible: true,
      summary: "stern's; containers have colours of their own anyway",
    },
    {
      name: "only-log-lines",
      kind: "switch",
      isCompatible: true,
      summary: "stern's; the same as --quiet",
    },
  ],
};
