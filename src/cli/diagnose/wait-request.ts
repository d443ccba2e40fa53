import { KtError } from "../../errors/kt-error.ts";
import type { Flags } from "../arguments/flags.ts";
import { readTimeout } from "../logs/endings.ts";

/** What `--wait` and the options that belong to it say. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly maxRestarts: number;
}

/**
 * Reads how long is waited; undefined: not at all.
 * @throws KtError KT_USAGE.
 */
export function readWaitOptions(flags: Flags, hasSelection: boolean): WaitOptions | undefined {
  const timeout = readTimeout(flags.filled("timeout"));
  const maxRestarts = flags.count("max-restarts", 0);
  if (flags.isOn("wait") !== true) {
    const alone = timeout !== undefined ? "--timeout" : maxRestarts !== undefined ? "--max-restarts" : undefined;
    if (alone === undefined) return undefined;
    throw new KtError("KT_USAGE", `${alone} is about waiting, and nothing is waited for`, {
      hint: `add --wait, or leave ${alone} out`,
    });
  }
  if (!hasSelection) {
    throw new KtError("KT_USAGE", "--wait needs to know what to wait for", {
      hint: "example: kubectl kt diagnose --wait deploy/web --timeout 5m",
    });
  }
  return { timeoutMs: timeout?.ms ?? usualTimeoutMs, maxRestarts: maxRestarts ?? usualMaxRestarts };
}

const usualTimeoutMs = 300_000;
const usualMaxRestarts = 2;
