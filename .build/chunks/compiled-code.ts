import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Script } from "node:vm";

/** So many runs that went well add what they have compiled to what is kept. */
const runsThatAdd = 8;
/** After so many nothing is written any more, whatever V8 thinks of what is kept. */
const mostRuns = 200;

/** What is kept of a script, as it stands in the file's first line. */
type Place = readonly [name: string, start: number, length: number];

/**
 * V8's compiled code of scripts, kept from one run to the next. Node's own compile cache holds of a file only what is compiled when it is
 * loaded; this one also has the functions that ran, which were a fifth of all the work of a short run. The file has the bundle and V8 with
 * its flags in its name, and is changed at one stroke.
 */
export class CompiledCode {
  readonly #folder: string;
  readonly #file: string;
  /** Of a script of nothing: what stands before all compiled code of this V8 and the flags that it was started with. */
  readonly #blank = blankCode();
  readonly #kept: Map<string, Buffer>;
  readonly #runs: number;

  /**
   * @param folder Where it is kept; nothing is where that cannot be read or written.
   * @param bundle What no other bundle is called.
   */
  constructor(folder: string, bundle: string) {
    this.#folder = folder;
    this.#file = `${folder}/${bundle}-${this.#blank.toString("hex", 0, flagsEnd)}`;
    ({ runs: this.#runs, kept: this.#kept } = readKept(this.#file));
  }

  /** The code of a script; undefined where none is kept. */
  of(name: string): Buffer | undefined {
    return this.#kept.get(name);
  }

  /** To be called when V8 did not take the code of a script. */
  forget(name: string): void {
    this.#kept.delete(name);
  }

  /**
   * Keeps the code of scripts that were run, when there is something to add. To be called at the end of the process.
   * @param wentWell Whether the run did what it was asked for, and so ran much of the code.
   */
  keep(scripts: ReadonlyMap<string, Script>, wentWell: boolean): void {
    const isNew = [...scripts.keys()].some((name) => !this.#kept.has(name));
    const shouldAdd = wentWell && this.#runs < runsThatAdd;
    if (!(isNew || shouldAdd) || this.#runs >= mostRuns || !isWritable(this.#folder)) return;
    try {
      for (const [name, script] of scripts) this.#add(name, this.#underFirstFlags(script.createCachedData()));
      writeAtOnce(this.#file, keptFile(this.#runs + 1, this.#kept));
    } catch {
      // The next run tries again.
    }
  }

  /** V8 throws away what has not run for long, so that there may be less than before. */
  #add(name: string, data: Buffer): void {
    if (data.length > (this.#kept.get(name)?.length ?? 0)) this.#kept.set(name, data);
  }

  /** Flags that were set while it ran stand in the code, which V8 would not take then in a process that has just started. */
  #underFirstFlags(data: Buffer): Buffer {
    blankCode().forEach((byte, at) => {
      if (byte !== this.#blank[at]) data[at] = this.#blank[at] ?? 0;
    });
    return data;
  }
}

/** Where V8's marks of itself end: magic number, version, length of the source, flags, its snapshot. */
const flagsEnd = 20;

function blankCode(): Buffer {
  return new Script("0").createCachedData();
}

function readKept(file: string): { readonly runs: number; readonly kept: Map<string, Buffer> } {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf("\n");
    const { runs, places } = JSON.parse(bytes.toString("latin1", 0, end)) as { runs: number; places: Place[] };
    return {
      runs,
      kept: new Map(places.map(([name, start, length]) => [name, bytes.subarray(start, start + length)])),
    };
  } catch {
    return { runs: 0, kept: new Map() };
  }
}

function keptFile(runs: number, kept: ReadonlyMap<string, Buffer>): Buffer {
  const places: Place[] = [];
  // The first line is as long as the places are, which it says.
  const start = aligned(
    firstLine(
      runs,
      [...kept].map(([name, { length }]) => [name, 1e9, length]),
    ).length,
  );
  let end = start;
  for (const [name, { length }] of kept) {
    places.push([name, end, length]);
    end = aligned(end + length);
  }
  const bytes = Buffer.alloc(end);
  bytes.write(firstLine(runs, places), "latin1");
  for (const [name, at] of places) kept.get(name)?.copy(bytes, at);
  return bytes;
}

function firstLine(runs: number, places: readonly Place[]): string {
  return `${JSON.stringify({ runs, places })}\n`;
}

/** V8 copies what does not begin at such a place. */
function aligned(at: number): number {
  return Math.ceil(at / 8) * 8;
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder);
  } catch {
    // Usually it is there.
  }
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whoever reads it meanwhile has the old file or the new one, also after the power has failed. */
function writeAtOnce(file: string, bytes: Buffer): void {
  const draft = `${file}.${process.pid}.partial`;
  writeFileSync(draft, bytes, { flush: true });
  renameSync(draft, file);
}
