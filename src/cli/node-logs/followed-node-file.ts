import { type CaptureInput, type CaptureItem, replaced } from "../../captures/capture-input.ts";
import type { NodeFolder } from "../../logfiles/node-folder.ts";
import { readStart } from "../../nodelogs/followed-start.ts";
import { LookDelay } from "../../nodelogs/look-delay.ts";
import { type LookEnvironment, NodeLooks } from "../../nodelogs/node-looks.ts";
import type { SourceFacts } from "../../stream/source-info.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
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

/** What a look at the file has found: what came, and whether another file has taken its place. */
interface Found {
  readonly text: Buffer;
  /** What of the file before was not read; undefined when that is not found. Absent: it is the same file. */
  readonly before?: { readonly rest: Buffer | undefined };
}

class FileFollow {
  readonly #file: NodeFile;
  readonly #folder: NodeFolder;
  readonly #name: string;
  readonly #environment: FollowedFileEnvironment;
  readonly #looks: NodeLooks;
  /** Offset behind what was read. */
  #position = 0;
  /** The last bytes before it: where others stand there, it is another file. */
  #known: Buffer = Buffer.alloc(0);

  constructor(file: NodeFile, environment: FollowedFileEnvironment) {
    const { folder, name } = placeOf(file);
    this.#file = file;
    this.#folder = folder;
    this.#name = name;
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
    for (const delay = new LookDelay(pollMs); ; ) {
      await pause(clock, delay.current, signal);
      if (signal.aborted) return;
      const found = await this.#looks.look((turn) => this.#look(turn), signal);
      if (found === undefined) {
        delay.note("failed");
        continue;
      }
      if (found.before !== undefined) yield* this.#goOver(found.before.rest);
      if (found.text.length > 0) yield found.text;
      delay.note(found.text.length > 0 || found.before !== undefined ? "news" : "nothing");
    }
  }

  async *#readPast(lastLines: number | undefined, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
    // Behind an attempt that broke off, what is left comes with what is new.
    if (this.#position > 0) return;
    const from = lastLines === undefined ? 0 : await startOfLast(this.#file, lastLines, signal);
    this.#position = from;
    yield* linesFrom(this.#file, from, (chunk) => this.#advance(chunk), signal);
  }

  *#goOver(rest: Buffer | undefined): Generator<CaptureItem, void, void> {
    if (rest !== undefined && rest.length > 0) yield rest;
    if (rest === undefined) {
      this.#looks.sayGap("was replaced or cut, and what it had before is not found: lines may be missing");
    } else {
      const message = "was replaced; its new beginning is read";
      this.#environment.notices.notice({ level: "info", about: `${this.#file.node}${this.#file.path}`, message });
    }
    yield replaced;
  }

  async #look(signal: AbortSignal): Promise<Found> {
    const text = await this.#behind(this.#name, signal);
    if (text !== "missing" && text !== "other") {
      this.#advance(text);
      return { text };
    }
    // While a file is being replaced there is none for a moment.
    if (text === "missing") return { text: Buffer.alloc(0) };
    const rest = await this.#restOfRotated(signal);
    if (rest?.length === mostBytes) {
      // There may be more of it: the next look goes on behind this.
      this.#advance(rest);
      return { text: rest };
    }
    this.#position = 0;
    this.#known = Buffer.alloc(0);
    // The new file is for the next look: were it to fail here, the rest would be lost.
    return { text: Buffer.alloc(0), before: { rest } };
  }

  /** What stands in a file behind what was read, some of it where that is much; `other`: it is not the file that was read. */
  async #behind(name: string, signal: AbortSignal): Promise<Buffer | "missing" | "other"> {
    const from = this.#position - this.#known.length;
    await using body = await this.#folder.open(name, from > 0 ? { from } : undefined, signal);
    if (body === undefined) return "missing";
    const skipped = body.isPart ? 0 : from;
    const text = (await body.take(skipped + this.#known.length + mostBytes)).subarray(skipped);
    const isSame = text.subarray(0, this.#known.length).equals(this.#known);
    return isSame ? text.subarray(this.#known.length) : "other";
  }

  /** The rest of the file that was read, some of it where that is much, under the name that it has now (`syslog.1`); undefined when there is none. */
  async #restOfRotated(signal: AbortSignal): Promise<Buffer | undefined> {
    const names = (await this.#folder.list(signal)) ?? [];
    const rotated = names
      .flatMap((name) => rotatedFile(name, this.#name) ?? [])
      .toSorted((one, other) => one.age - other.age)
      .map(({ name }) => name);
    for (const name of rotated.slice(0, mostRotated)) {
      const rest = await this.#behind(name, signal);
      if (typeof rest !== "string") return rest;
    }
    return undefined;
  }

  #advance(chunk: Buffer): void {
    this.#position += chunk.length;
    const joined = chunk.length < knownBytes ? Buffer.concat([this.#known, chunk]) : chunk;
    this.#known = Buffer.from(joined.subarray(-knownBytes));
  }
}

/** What rotation makes of a file, with how it stands among others: `syslog.1` before `syslog.2`, `syslog-20261121` before `syslog-20261120`. */
function rotatedFile(name: string, original: string): { readonly name: string; readonly age: number } | undefined {
  const stem = original.replace(/\.log$/u, "");
  const isUnread = name === original || !name.startsWith(stem) || /\.(?:gz|xz|zst|bz2)$|\/$/u.test(name);
  const digits = isUnread ? undefined : /[.-](\d[\d-]*)/u.exec(name.slice(stem.length))?.[1]?.replaceAll("-", "");
  if (digits === undefined) return undefined;
  return { name, age: digits.length < shortestDate ? Number(digits) : -Number(digits) };
}

const shortestDate = 6;
const knownBytes = 512;
/** Of one look. */
const mostBytes = 16 * 1024 * 1024;
const mostRotated = 8;
