import { tmpdir } from "node:os";
import { Masker } from "../../diagnose/masking/masker.ts";
import { PodSecrets } from "../../diagnose/masking/pod-secrets.ts";
import { StreamedLogs } from "../../diagnose/wait/streamed-logs.ts";
import { waitForSource, type WaitOutcome } from "../../diagnose/wait/wait-for-source.ts";
import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { connect } from "../../kube/connect.ts";
import type { ConnectOptions } from "../../kube/connect-options.ts";
import { DrainPool, usualBounds } from "../../stream/drain-pool.ts";
import type { Notices } from "../../stream/notice.ts";
import { resolveTargets } from "../../targets/resolve-targets.ts";
import type { Selection } from "../../targets/selection.ts";
import { compileNamePattern } from "../../text/pattern/pattern.ts";
import { printable } from "../../text/printable.ts";
import { pause } from "../../time/pause.ts";
import type { Io } from "../io/io.ts";
import { Interrupted } from "../signals.ts";
import type { WaitOptions } from "./wait-request.ts";

/** What is waited for, and by whom. */
export interface WaitRun {
  readonly connection: ConnectOptions;
  readonly selection: Selection;
  readonly target: string;
  readonly mayReadSecrets: boolean;
  readonly io: Io;
  readonly notices: Notices;
  readonly signal: AbortSignal;
  /** Takes the lines of the logs. */
  readonly write: (text: string) => Promise<void>;
}

/** What waiting came to, and how it went: lines with their times, the last one the outcome. */
export interface WaitResult extends Pick<WaitOutcome, "text"> {
  /** `interrupted`: somebody ended it before it came to anything. */
  readonly kind: WaitOutcome["kind"] | "interrupted";
  readonly steps: readonly string[];
  /** Knows the values of the Secrets of the pods that were waited for. */
  readonly masker: Masker;
}

/**
 * Waits, with the logs meanwhile. What goes wrong is an outcome, which the diagnosis explains, and so is an interruption.
 * @throws KtError KT_USAGE; the signal's reason where that is no interruption.
 */
export async function runWait(options: WaitOptions, run: WaitRun): Promise<WaitResult> {
  const { connection, selection, target, io, notices, signal, write } = run;
  const { clock } = io;
  let secrets: PodSecrets | undefined;
  const masked = (text: string): string => (secrets?.masker ?? new Masker()).text(text);
  const steps: string[] = [];
  const beganMs = io.nowMs();
  let standing = "nobody has looked yet";
  const told = async ({ kind, text }: Pick<WaitResult, "kind" | "text">): Promise<WaitResult> => {
    const atMs = io.nowMs();
    // What is still being asked for never comes to who was interrupted.
    const known = kind === "interrupted" ? secrets?.masker : await secrets?.wholeMasker();
    const masker = known ?? new Masker();
    const all = [...steps, `${timeText(atMs)} ${text}`].map((step) => masker.text(step));
    return { kind, text: masker.text(text), steps: all, masker };
  };
  let client: KubeClient | undefined;
  const over = new AbortController();
  const within = AbortSignal.any([signal, over.signal]);
  /** Aborted with what the logs cannot be written by: then nobody waits any more. */
  const unwritten = new AbortController();
  const toldNotices: Notices = {
    notice: (notice) => {
      if (notice.level !== "info") notices.notice({ ...notice, message: masked(notice.message) });
    },
  };
  const pool = new DrainPool({ ...usualBounds, folder: io.env["TMPDIR"] || tmpdir() }, clock, toldNotices);
  try {
    client = await connect(connection);
    secrets = new PodSecrets({ client, mayRead: run.mayReadSecrets, notices, signal });
    const logs = new StreamedLogs({
      ...{ secrets, pool, clock, notices: toldNotices, random: io.random, signal: within },
      // In the log of a CI job a line may be a command to it; none can be given through those of a container.
      write: (text) => write(printable(text)),
    });
    let hasLooked = false;
    const onLooked = (): void => {
      hasLooked = true;
    };
    const streaming = stream(logs, client, run, within, onLooked).catch((error: unknown) => unwritten.abort(error));
    const outcome = await waitForSource(
      client,
      { selection, target, ...options },
      {
        pods: () => (hasLooked ? logs.pods : undefined),
        onProgress: (text) => {
          standing = text;
          const message = masked(`waiting for ${target}: ${text}`);
          steps.push(`${timeText(io.nowMs())} ${message}`);
          notices.notice({ level: "info", message });
        },
        clock,
        signal: AbortSignal.any([signal, unwritten.signal]),
      },
    );
    await Promise.race([streaming, pause(clock, lastWordsMs, within)]);
    over.abort();
    await streaming;
    unwritten.signal.throwIfAborted();
    return await told(outcome);
  } catch (error) {
    if (signal.reason instanceof Interrupted) {
      const afterS = Math.round((io.nowMs() - beganMs) / 1000);
      const text = `${target}: waiting was interrupted (${signal.reason.signal}) after ${afterS} s: ${standing}.`;
      return await told({ kind: "interrupted", text });
    }
    signal.throwIfAborted();
    if (!(error instanceof KtError) || error.code === "KT_USAGE") throw error;
    return await told({ kind: "failed", text: `${target} cannot be waited for: ${error.message}.` });
  } finally {
    over.abort();
    pool.close();
    await client?.close();
  }
}

/** What was written before the end is on its way for so long at most. */
const lastWordsMs = 1500;

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

async function stream(
  logs: StreamedLogs,
  client: KubeClient,
  { selection, io, notices }: WaitRun,
  within: AbortSignal,
  onLooked: () => void,
): Promise<void> {
  try {
    const compilePattern = (text: string): ReturnType<typeof compileNamePattern> =>
      compileNamePattern(text, { flag: "the pattern" });
    const options = { follow: true, signal: within, clock: io.clock, compilePattern };
    const running = logs.run(await resolveTargets(client, selection, options));
    onLooked();
    await running;
  } catch (error) {
    if (within.aborted) return;
    onLooked();
    if (!(error instanceof KtError)) throw error;
    notices.notice({ level: "warning", message: `no logs while waiting: ${error.message}` });
  }
}
