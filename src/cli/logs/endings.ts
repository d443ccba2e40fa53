import { KtError } from "../../errors/kt-error.ts";
import { compilePattern, type Pattern } from "../../text/pattern/pattern.ts";
import { durationMs, parseDuration } from "../../time/duration.ts";
import type { Flags } from "../arguments/flags.ts";

/** What ends a run before it would end by itself (L23). */
export interface Endings {
  /** The line behind which it ends. */
  readonly untilMatch: Pattern | undefined;
  /** The time after which it ends, and how that was written. */
  readonly timeout: { readonly ms: number; readonly text: string } | undefined;
  /** Whether a follow ends when everything in it is done, as a failure when it failed. */
  readonly isOnComplete: boolean;
}

/**
 * Reads what ends the run.
 * @throws KtError KT_USAGE.
 */
export function readEndings(flags: Flags): Endings {
  const pattern = flags.filled("until-match");
  const isOnComplete = flags.isOn("exit-on-complete") === true;
  if (isOnComplete && flags.isOn("follow") !== true) {
    throw new KtError("KT_USAGE", "--exit-on-complete says how a follow ends, and there is none", {
      hint: "add -f, or leave --exit-on-complete out",
    });
  }
  if (isOnComplete && flags.isOn("wait-for-new") === true) {
    throw new KtError(
      "KT_USAGE",
      "--exit-on-complete and --wait-for-new cannot go together: one ends, the other stays",
      {
        hint: "leave one of them out",
      },
    );
  }
  return {
    untilMatch: pattern === undefined ? undefined : compilePattern(pattern, { flag: "--until-match" }),
    timeout: readTimeout(flags.filled("timeout")),
    isOnComplete,
  };
}

/**
 * Reads `--timeout`; undefined where there is none.
 * @throws KtError KT_USAGE.
 */
export function readTimeout(text: string | undefined): Endings["timeout"] {
  if (text === undefined) return undefined;
  const ms = durationMs(parseDuration("--timeout", text));
  // Longer than timers can be set for, which would be at once.
  if (ms > 0 && ms < 2 ** 31) return { ms, text };
  throw new KtError("KT_USAGE", `--timeout ${JSON.stringify(text)} is ${ms > 0 ? "too long" : "no time at all"}`, {
    hint: "example: --timeout 60s",
  });
}

/** The failure of a run whose time is up. */
export function timeIsUp({ untilMatch, timeout }: Endings): KtError {
  const within = `within ${timeout?.text ?? "the time"}`;
  return untilMatch === undefined
    ? new KtError("KT_TIMEOUT", `it did not end ${within}`, { hint: "a longer --timeout waits longer" })
    : new KtError("KT_TIMEOUT", `no line matched --until-match ${JSON.stringify(untilMatch.text)} ${within}`, {
        hint: "a longer --timeout waits longer",
      });
}
