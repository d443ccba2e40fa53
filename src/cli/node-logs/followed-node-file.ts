import { type CaptureInput, type CaptureItem, replaced } from "../../captures/capture-input.ts";
import { readStart } from "../../nodelogs/followed-start.ts";
import { LookDelay } from "../../nodelogs/look-delay.ts";
import { type LookEnvironment, NodeLooks } from "../../nodelogs/node-looks.ts";
import type { SourceFacts } from "../../stream/source-info.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import { type FileStep, FileTrail } from "./file-trail.ts";
import { linesFrom, nodeFileInput, type NodeFile, placeOf, startOfLast } from "./node-file.ts";

/** What following a file of a node needs. */
export interface FollowedFileEnvironment extends LookEnvironment {
  readonly clock: Clock;
  /** The shortest time between two looks. */
  readonly pollMs: number;
  /** With which last lines to begin where the node answers late, behind the backlog of the others; undefined: with the first. */
  readonly lateLines: number | undefined;
}

/**
 * A file of a node, and what comes to it, as `tail -F` has it: by its name, and on in the file that takes its place, of which the rest is found in the
 * folder under the name that rotation gave it. Kubelets have no follow, so what is behind the last byte is asked for on a timer. A compressed file
 * does not grow: it is read and has ended.
 * @param lastLines With which last lines to begin; undefined: with the first.
 */
export function followedFileInput(
  file: NodeFile,
  facts: SourceFacts,
  lastLines: number | undefined,
  environment: FollowedFileEnvironment,
): CaptureInput {
  const whole = nodeFileInput(file, facts, lastLines);
  if (file.path.endsWith(".gz")) return whole;
  return { ...whole, open: (signal) => new FileFollow(file, environment).read(lastLines, signal) };
}

class FileFollow {
  readonly #file: NodeFile;
  readonly #environment: FollowedFileEnvironment;
  readonly #looks: NodeLooks;
  /** Absent before the first byte was read. */
  #trail: FileTrail | undefined;
  /** How many looks in a row have found no file of the name. */
  #goneLooks = 0;

  constructor(file: NodeFile, environment: FollowedFileEnvironment) {
    this.#file = file;
    this.#environment = environment;
    this.#looks = new NodeLooks(`${file.node}${file.path}`, environment);
  }

  async *read(lastLines: number | undefined, signal: AbortSignal): AsyncGenerator<CaptureItem, void, void> {
    const { clock, pollMs, lateLines } = this.#environment;
    const looks = this.#looks;
    const read = (isLate: boolean): AsyncGenerator<Buffer, void, void> => {
      return this.#readPast(isLate ? (lastLines ?? lateLines) : lastLines, signal);
    };
    if (!(yield* readStart(read, { clock, looks, pollMs }, signal))) return;
    const trail = this.#trail ?? this.#trailFrom(0);
    let hasMore = false;
    for (const delay = new LookDelay(pollMs); ; ) {
      if (!hasMore) await pause(clock, delay.current, signal);
      if (signal.aborted) return;
      const isLongGone = this.#goneLooks >= looksBeforeNotice;
      const step = await this.#looks.look((turn) => trail.next(isLongGone, turn), signal);
      hasMore = step !== undefined && step.kind !== "gone" && step.hasMore;
      if (step === undefined) {
        delay.note("failed");
        continue;
      }
      this.#tell(step);
      if (step.kind === "went-over") yield replaced;
      const isNews = step.kind !== "gone" && step.text.length > 0;
      if (isNews) yield step.text;
      delay.note(isNews || step.kind === "went-over" ? "news" : "nothing");
    }
  }

  async *#readPast(lastLines: number | undefined, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
    // Behind an attempt that broke off, what is left comes with what is new.
    if (this.#trail !== undefined) return;
    const from = lastLines === undefined ? 0 : await startOfLast(this.#file, lastLines, signal);
    yield* linesFrom(this.#file, from, (chunk) => (this.#trail ?? this.#trailFrom(from)).advance(chunk), signal);
  }

  #trailFrom(position: number): FileTrail {
    const { folder, name } = placeOf(this.#file);
    return (this.#trail = new FileTrail(folder, name, position));
  }

  #tell(step: FileStep): void {
    const wasTold = this.#goneLooks >= looksBeforeNotice;
    this.#goneLooks = step.kind === "gone" ? this.#goneLooks + 1 : 0;
    if (step.kind === "gone") {
      // While a file is being replaced there is none for a moment.
      if (this.#goneLooks !== looksBeforeNotice) return;
      if (step.isRead) this.#say("is gone, behind what was read of it; it is looked for until it comes back");
      else this.#looks.sayGap("is gone, and what was not read of it; it is looked for until it comes back");
    } else if (wasTold) {
      this.#say("is there again");
    } else if (step.kind === "went-over" && step.isGap) {
      this.#looks.sayGap("was replaced or cut, and what it had before is not found: lines may be missing");
    } else if (step.kind === "went-over") {
      this.#say("was replaced; its new beginning is read");
    }
  }

  #say(message: string): void {
    const { node, path } = this.#file;
    this.#environment.notices.notice({ level: "info", about: `${node}${path}`, message });
  }
}

const looksBeforeNotice = 3;
