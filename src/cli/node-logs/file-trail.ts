import type { NodeFolder } from "../../logfiles/node-folder.ts";
import { areConsecutive, type RotatedFile, rotatedFiles } from "./rotated-files.ts";

/** What a look at a file has found. */
export type FileStep =
  /** What came to it, nothing perhaps; `hasMore`: more may be there. */
  | { readonly kind: "grown"; readonly text: Buffer; readonly hasMore: boolean }
  /** Another file goes on, of which this is the beginning; `isGap`: something before it was not found. */
  | { readonly kind: "went-over"; readonly text: Buffer; readonly hasMore: boolean; readonly isGap: boolean }
  /** There is none of its name; `isRead`: all that it had was read, under the name that it has now. */
  | { readonly kind: "gone"; readonly isRead: boolean };

/**
 * The place up to which a file of a node was read, and the way on: in the file itself, under the names that rotations gave it, in those that
 * came between, and in the one that has its name now.
 */
export class FileTrail {
  readonly #folder: NodeFolder;
  readonly #name: string;
  /** Offset behind what was read. */
  #position: number;
  /** The last bytes before it: where others stand there, it is another file. */
  #known: Buffer = Buffer.alloc(0);

  constructor(folder: NodeFolder, name: string, position: number) {
    this.#folder = folder;
    this.#name = name;
    this.#position = position;
  }

  /** Takes what was read behind the place, in its order. */
  advance(chunk: Buffer): void {
    this.#position += chunk.length;
    const joined = chunk.length < knownBytes ? Buffer.concat([this.#known, chunk]) : chunk;
    this.#known = Buffer.from(joined.subarray(-knownBytes));
  }

  /**
   * Goes one step on; a step that fails changes nothing.
   * @param isLongGone Whether there was no file of the name for a while: other names are searched only when there is again.
   * @throws KtError as `NodeFolder.open`.
   */
  async next(isLongGone: boolean, signal: AbortSignal): Promise<FileStep> {
    const text = await this.#behind(this.#name, signal);
    if (typeof text !== "string") return this.#grown(text, text.length === mostBytes);
    // Of a file of which nothing was read none is known to have been it.
    if (this.#known.length === 0 || (isLongGone && text === "missing")) return { kind: "gone", isRead: true };
    const rotated = rotatedFiles((await this.#folder.list(signal)) ?? [], this.#name);
    for (const [place, { name }] of rotated.entries()) {
      const rest = await this.#behind(name, signal);
      if (typeof rest === "string") continue;
      if (rest.length > 0) return this.#grown(rest, true);
      return await this.#goOver(rotated.slice(0, place), !areConsecutive(rotated.slice(0, place + 1)), signal);
    }
    return text === "missing" ? { kind: "gone", isRead: false } : await this.#goOver([], true, signal);
  }

  #grown(text: Buffer, hasMore: boolean): FileStep {
    this.advance(text);
    return { kind: "grown", text, hasMore };
  }

  /** @param between What came between the file that was read and that which has its name now, newest first. */
  async #goOver(between: readonly RotatedFile[], isGap: boolean, signal: AbortSignal): Promise<FileStep> {
    let isMissing = isGap;
    for (const name of [...between.map((file) => file.name).toReversed(), this.#name]) {
      await using body = await this.#folder.open(name, undefined, signal);
      const isLast = name === this.#name;
      if (body === undefined) {
        if (isLast) return { kind: "gone", isRead: !isMissing };
        isMissing = true;
        continue;
      }
      const text = await body.take(mostBytes);
      if (text.length === 0 && !isLast) continue;
      this.#position = 0;
      this.#known = Buffer.alloc(0);
      this.advance(text);
      return { kind: "went-over", text, hasMore: !isLast || text.length === mostBytes, isGap: isMissing };
    }
    return { kind: "gone", isRead: !isMissing };
  }

  /** What stands in a file behind what was read, some of it where that is much; `other`: it is not the file that was read. */
  async #behind(name: string, signal: AbortSignal): Promise<Buffer | "missing" | "other"> {
    const from = this.#position - this.#known.length;
    await using body = await this.#folder.open(name, from > 0 ? { from } : undefined, signal);
    if (body === undefined) return "missing";
    // Where a range is not heeded, all of the file comes.
    const text = await body.take(this.#known.length + mostBytes, body.isPart ? 0 : from);
    const isSame = text.subarray(0, this.#known.length).equals(this.#known);
    return isSame ? text.subarray(this.#known.length) : "other";
  }
}

const knownBytes = 512;
/** Of one step. */
const mostBytes = 16 * 1024 * 1024;
