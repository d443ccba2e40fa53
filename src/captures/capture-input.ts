import { createReadStream } from "node:fs";
import { decompressed } from "../logfiles/decompressed.ts";
import type { SourceFacts } from "../stream/source-info.ts";
import type { CaughtUp } from "../stream/source.ts";
import type { CaptureFile } from "./capture-files.ts";
import type { CaptureFormat } from "./format-name.ts";

/** The file was replaced by another of its name: what comes next is not the rest of a line. */
export const replaced: unique symbol = Symbol("replaced");

/** What comes out of a capture: bytes, and where it stands. */
export type CaptureItem = Buffer | CaughtUp | typeof replaced;

/** A place that a capture is read from. */
export interface CaptureInput {
  /** For messages: the path as it was written. */
  readonly name: string;
  /** What is known of its lines when they tell nothing themselves. */
  readonly facts: SourceFacts;
  /** How its lines are written, where that is known; absent: found out from the first ones. */
  readonly format?: CaptureFormat | undefined;
  /** Whether a program may still be writing what comes: it is shown without waiting for more. */
  readonly isLive: boolean;
  /** The bytes, decompressed. An abort may end them with an error. */
  open(signal: AbortSignal): AsyncIterable<CaptureItem, void>;
}

/** Standard input, or anything else that comes as it is written. */
export function streamInput(name: string, open: (signal: AbortSignal) => AsyncIterable<Buffer>): CaptureInput {
  return { name, facts: { service: name }, isLive: true, open: (signal) => decompressed(open(signal)) };
}

/** A file as it is now. */
export function fileInput({ path, facts, format }: CaptureFile): CaptureInput {
  return {
    name: path,
    facts,
    format,
    isLive: false,
    open: (signal) => decompressed(createReadStream(path, { signal, highWaterMark: chunkBytes })),
  };
}

const chunkBytes = 256 * 1024;
