import { KtError } from "../../errors/kt-error.ts";
import type { Flags } from "../arguments/flags.ts";

/** What of the nodes' log files is used (H1, H4). */
export interface History {
  /** Whether rotated files and earlier instances are read. */
  readonly isWanted: boolean;
  /** Where finished logs come from. */
  readonly backend: "auto" | "api" | "files";
}

/**
 * Reads how far back, and from where, logs are read.
 * @throws KtError KT_USAGE.
 */
export function readHistory(flags: Flags): History {
  const isWanted = flags.isOn("history") === true;
  const backend = flags.choice("backend", ["auto", "api", "files"]) ?? "auto";
  if (isWanted && backend === "api") {
    throw new KtError(
      "KT_USAGE",
      "--history and --backend api cannot go together: the API gives the newest file only",
      {
        hint: "leave --backend out",
      },
    );
  }
  return { isWanted, backend };
}
