import type { OptionGroup } from "./option.ts";

/** Waiting for a rollout or a Job before it is diagnosed (D6). */
export const diagnoseWaitOptions: OptionGroup = {
  title: "Waiting, for CI jobs",
  options: [
    {
      name: "wait",
      kind: "switch",
      defaultFrom: "nowhere",
      summary:
        "First wait for the rollout, the Job or the pods, with their logs meanwhile; ends at once when it is certain that it fails",
    },
    {
      name: "timeout",
      kind: "text",
      placeholder: "DURATION",
      suggestions: ["1m", "5m", "15m"],
      defaultNeeds: ["wait"],
      summary: "How long to wait, 5m by default; then the exit code is 5",
    },
    {
      name: "max-restarts",
      kind: "text",
      placeholder: "N",
      defaultNeeds: ["wait"],
      summary: "A container that was restarted more often than that has failed; 2 by default",
    },
  ],
};
