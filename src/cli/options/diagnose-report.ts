import type { OptionGroup } from "./option.ts";

/** A report of a diagnosis in a folder (D5). */
export const diagnoseReportOptions: OptionGroup = {
  title: "A report, for CI jobs",
  options: [
    {
      name: "report",
      kind: "text",
      placeholder: "FOLDER",
      names: "files",
      defaultFrom: "environment",
      summary:
        "Write report.md, report.json, junit.xml, and the logs, events and states that they rest on into this folder; secrets are masked",
    },
    {
      name: "since",
      kind: "text",
      placeholder: "TIME",
      suggestions: ["10m", "30m", "1h"],
      defaultFrom: "environment",
      summary: "Logs in the report from this time on, as for logs; otherwise as far as its size allows",
    },
    {
      name: "report-limit",
      kind: "text",
      placeholder: "SIZE",
      suggestions: ["1MiB", "10MiB", "100MiB"],
      summary: "Size of all files together, 10MiB by default; each log gets a fair share, and its end is kept",
    },
    {
      name: "diff",
      kind: "text",
      placeholder: "PATH",
      names: "files",
      defaultFrom: "environment",
      summary:
        "Lines are new that an earlier report, or a saved log, does not have; otherwise those that instances which are well do not have",
    },
    {
      name: "read-secrets",
      kind: "switch",
      summary:
        "Mask the values of the pods' own Secrets as well, where they may be read; on by default, --read-secrets=false reads none",
    },
  ],
};
