/** The pages that tell more about a command than its options, by the command's name: file in docs/, and title. */
export const guidesOf: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  logs: [
    ["sources.md", "Sources: which containers are read"],
    ["choosing-lines.md", "Patterns, levels and stack traces"],
    ["output.md", "Formats, columns, templates"],
    ["json-output.md", "JSON output"],
    ["patterns.md", "Counts, patterns, differences"],
    ["timeline.md", "A pod, its node and its events in one timeline"],
    ["history.md", "History: what is left on the nodes"],
    ["saved-logs.md", "Saved logs: files and standard input"],
    ["errors.md", "Errors and exit codes"],
  ],
  "node-logs": [
    ["node-logs.md", "Logs of nodes"],
    ["choosing-lines.md", "Patterns, levels and stack traces"],
    ["output.md", "Formats, columns, templates"],
  ],
  files: [["history.md", "History: what is left on the nodes"]],
  diagnose: [
    ["diagnose.md", "Diagnosis: why there are no logs"],
    ["ci-reports.md", "Reports for CI jobs"],
  ],
  config: [["configuration.md", "Configuration: defaults for options"]],
  completion: [["completion.md", "Completion"]],
};
