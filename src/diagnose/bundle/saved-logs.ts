import { findCaptureFiles } from "../../captures/capture-files.ts";
import { fileInput } from "../../captures/capture-input.ts";
import { createCaptureSource } from "../../captures/capture-source.ts";
import { KtError } from "../../errors/kt-error.ts";
import type { Clock } from "../../time/clock.ts";
import { Masker } from "../masking/masker.ts";
import { InstanceLog } from "./instance-log.ts";
import { takeEntries } from "./take-entries.ts";

/** How saved logs are read. */
export interface SavedReading {
  readonly clock: Clock;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * The logs of an earlier report, or of any saved log, to compare with; of very large ones their ends.
 * @throws KtError KT_CAPTURE where there is nothing that can be read: everything would seem to be new.
 */
export async function readSavedLogs(
  path: string,
  { clock, nowMs, signal }: SavedReading,
): Promise<{ readonly name: string; readonly logs: readonly InstanceLog[] }> {
  const masker = new Masker();
  const logs: InstanceLog[] = [];
  let failure: string | undefined;
  for (const file of await findCaptureFiles([path])) {
    const log = new InstanceLog(file.path, file.facts, masker);
    const source = createCaptureSource(
      fileInput(file),
      { format: undefined, range: {} },
      { notices: { notice: () => {} }, clock, nowMs, sourceOf: (facts) => ({ id: 0, facts }) },
    );
    const why = await takeEntries(source, (line, time) => log.addWithin(mostBytes, line, time), signal);
    if (why !== undefined) failure ??= `${file.path}: ${why.message}`;
    if (log.lines.length > 0) logs.push(log);
  }
  if (logs.length > 0) return { name: path, logs };
  throw new KtError("KT_CAPTURE", `--diff ${path}: ${failure ?? "there is nothing to compare with"}`, {
    hint: "--diff takes the folder of an earlier report, or a saved log",
  });
}

/** Of one file. */
const mostBytes = 16 * 1024 * 1024;
