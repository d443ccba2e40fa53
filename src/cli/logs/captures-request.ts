import { type CaptureFormat, captureFormats } from "../../captures/format-name.ts";
import { KtError } from "../../errors/kt-error.ts";
import type { Flags } from "../arguments/flags.ts";
import { selectionOptions } from "../options/selection.ts";

/** Which saved logs are read instead of a cluster's (L27). */
export interface CapturesRequest {
  /** Files and folders as they were written; `-` is standard input. */
  readonly paths: readonly string[];
  /** Absent: found out for each. */
  readonly format: CaptureFormat | undefined;
}

/**
 * Reads which saved logs are wanted; undefined when none are.
 * @throws KtError KT_USAGE, also for whatever chooses containers of a cluster.
 */
export function readCapturesRequest(flags: Flags, operands: readonly string[]): CapturesRequest | undefined {
  const format = flags.choice("format", captureFormats);
  const files = flags.list("file").filter((path) => path !== "");
  const paths = flags.isOn("stdin") === true && !files.includes("-") ? ["-", ...files] : files;
  if (paths.length === 0) {
    if (format === undefined) return undefined;
    throw new KtError("KT_USAGE", "--format says how saved logs are written, and there are none", {
      hint: `example: kubectl kt logs --stdin --format ${format}`,
    });
  }
  refuseWhatChooses(flags, operands);
  return { paths, format };
}

function refuseWhatChooses(flags: Flags, operands: readonly string[]): void {
  const [operand] = operands;
  if (operand !== undefined) {
    throw conflict(`SOURCE ${JSON.stringify(operand)}`, `to read a file of that name: --file ${operand}`);
  }
  const given = selectionOptions.options.find(
    ({ name, isCompatible }) => isCompatible !== true && !isHarmless(name) && flags.has(name),
  );
  const chosen =
    given?.name ??
    ["previous", "instances", "history", "backend", "with-node", "with-events", "exit-on-complete"].find((name) =>
      flags.has(name),
    );
  if (chosen !== undefined) throw conflict(`--${chosen}`, "--grep, --exclude and times choose among saved lines");
}

/** A namespace or context may be a default of the user's for everything; it does not matter here. */
function isHarmless(name: string): boolean {
  return name === "namespace";
}

function conflict(what: string, hint: string): KtError {
  return new KtError("KT_USAGE", `${what} and saved logs (--stdin, --file) cannot go together: no cluster is asked`, {
    hint,
  });
}
