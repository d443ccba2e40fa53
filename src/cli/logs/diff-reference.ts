import { KtError } from "../../errors/kt-error.ts";
import { parseDuration } from "../../time/duration.ts";
import { needsClock } from "../../time/time-flag.ts";

/** What `--diff` compares with. */
export type DiffReference =
  /** The instance of each container before the current one. */
  | { readonly kind: "previous" }
  /** The pods of the revision before the current one. */
  | { readonly kind: "rollout" }
  /** As long a time as this, right before the window that is read. */
  | { readonly kind: "time-before"; readonly duration: string }
  /** From one time up to another; each as behind `--since`. */
  | { readonly kind: "window"; readonly since: string; readonly before: string }
  /** A saved log, or a folder of them. */
  | { readonly kind: "capture"; readonly path: string };

/**
 * Reads the value of `--diff`. What is neither a word nor a time is a path; `./previous` is one in any case.
 * @param hasBeginning Whether the window that is read has a beginning.
 * @throws KtError KT_USAGE.
 */
export function readDiffReference(text: string, hasBeginning: boolean): DiffReference {
  if (text === "previous" || text === "rollout") return { kind: text };
  const [, since = "", before = ""] = /^(.+?)\.\.(.+)$/u.exec(text) ?? [];
  if (isTimeLike(since) && isTimeLike(before)) return { kind: "window", since, before };
  if (isDuration(text)) {
    if (hasBeginning) return { kind: "time-before", duration: text };
    throw new KtError("KT_USAGE", `--diff ${text} is the time before --since, and there is no --since`, {
      hint: `examples: --since ${text} --diff ${text}, or from one time up to another: --diff 2h..1h`,
    });
  }
  if (/^\d+$/u.test(text)) {
    throw new KtError("KT_USAGE", `--diff ${text}: a time needs a unit`, {
      hint: `examples: --since ${text}m --diff ${text}m; or a saved log of that name: --diff ./${text}`,
    });
  }
  if (text !== "") return { kind: "capture", path: text };
  throw new KtError("KT_USAGE", "--diff is empty", {
    hint: "examples: --diff previous, --diff rollout, --diff before.json, --since 1h --diff 1h",
  });
}

/** Whether it looks like a time of one of the forms that flags take. */
function isTimeLike(text: string): boolean {
  return needsClock(text) || /^\s*(?:@\d|\d{4}-\d{2}-\d{2}(?:[t ]|$))/iu.test(text);
}

/** Whether it is a duration; what only looks like the beginning of one may be the name of a file (`2-before.json`). */
function isDuration(text: string): boolean {
  try {
    parseDuration("--diff", text);
    return true;
  } catch {
    return false;
  }
}
