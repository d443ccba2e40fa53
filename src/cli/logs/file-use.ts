import { KtError } from "../../errors/kt-error.ts";
import type { FileUse } from "../../podlogs/pod-log-request.ts";
import type { Flags } from "../arguments/flags.ts";

/**
 * Reads what of the nodes' log files is used, from `--history` and `--backend` (H1, H4).
 * @throws KtError KT_USAGE.
 */
export function readFileUse(flags: Flags): FileUse {
  const backend = flags.choice("backend", ["auto", "api", "files"]) ?? "auto";
  if (flags.isOn("history") !== true) return uses[backend];
  if (backend !== "api") return "history";
  throw new KtError("KT_USAGE", "--history and --backend api cannot go together: the API gives the newest file only", {
    hint: "leave --backend out",
  });
}

const uses: Readonly<Record<"auto" | "api" | "files", FileUse>> = { auto: "better", api: "never", files: "finished" };
