import { KtError } from "../errors/kt-error.ts";
import type { Block } from "../stream/block.ts";
import { caughtUp, isCaughtUp, type LogSource, type SourceItem } from "../stream/source.ts";
import { LineParser } from "../stream/line-parser.ts";
import { pickWithin } from "../stream/time-range.ts";
import { shellWord } from "../text/shell-word.ts";
import type { CaptureEnvironment, CaptureRequest } from "./capture-environment.ts";
import { detectFormat } from "./format-detection.ts";
import { readHead } from "./capture-head.ts";
import { type CaptureInput, replaced } from "./capture-input.ts";
import { createFormat } from "./formats/create-format.ts";
import { StreamChoice } from "./stream-choice.ts";

/**
 * The log that a capture holds, in the capture's own order. Fails with KT_CAPTURE for what cannot be read; what stood before
 * that has come out.
 */
export function createCaptureSource(
  input: CaptureInput,
  wanted: CaptureRequest,
  environment: CaptureEnvironment,
): LogSource {
  const request = { ...wanted, format: wanted.format ?? input.format };
  return {
    name: input.name,
    read: (signal) => readCapture(input, request, environment, signal),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function* readCapture(
  input: CaptureInput,
  request: CaptureRequest,
  environment: CaptureEnvironment,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, void, void> {
  const { clock } = environment;
  const streams = request.stream === undefined ? undefined : new StreamChoice(request.stream);
  const chosen = (blocks: readonly Block[]): Iterable<Block> =>
    within(streams === undefined ? blocks : blocks.map((block) => streams.pick(block)), request);
  const items = input.open(signal)[Symbol.asyncIterator]();
  let parser: LineParser | undefined;
  const parse = (bytes: Buffer): Iterable<Block> => {
    const text = parser === undefined ? checkText(bytes, request) : bytes;
    parser ??= parserOf(text, input, request, environment);
    return chosen(parser.push(text, clock.nowMs()));
  };
  try {
    if (input.isLive) yield caughtUp;
    const head = await readHead(items, { isLive: input.isLive, clock, signal });
    if (head.bytes.length > 0) yield* parse(head.bytes);
    for (let next = await head.next; next.done !== true && !signal.aborted; next = await items.next()) {
      const item = next.value;
      if (Buffer.isBuffer(item)) yield* parse(item);
      else if (item === replaced) yield* chosen(parser?.end(clock.nowMs()) ?? []);
      else if (isCaughtUp(item)) yield caughtUp;
    }
    yield* chosen(parser?.end(clock.nowMs()) ?? []);
    if (parser?.hasTime === false) sayTimeless(input, request, environment);
    if (streams !== undefined && streams.unknownCount > 0) sayStreamless(input, streams, environment);
  } catch (error) {
    if (!signal.aborted) throw failureOf(error, input);
  } finally {
    await items.return?.();
  }
}

function parserOf(
  head: Buffer,
  { facts }: CaptureInput,
  { format }: CaptureRequest,
  { sourceOf, nowMs }: CaptureEnvironment,
): LineParser {
  return new LineParser(createFormat(format ?? detectFormat(head), { facts, sourceOf, nowMs }));
}

/** The beginning without a byte order mark. @throws KtError KT_CAPTURE when it is no text, unless a format is given. */
function checkText(head: Buffer, { format }: CaptureRequest): Buffer {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return head.subarray(3);
  if (format !== undefined) return head;
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new KtError("KT_CAPTURE", "is UTF-16 and not UTF-8", {
      hint: "iconv -f UTF-16 -t UTF-8 FILE | kubectl kt logs --stdin",
    });
  }
  if (head.subarray(0, lookedAtBytes).includes(0)) {
    throw new KtError("KT_CAPTURE", "is not text: there are zero bytes in it", {
      hint: "compressed files other than gzip must be decompressed first; --format plain reads it as it is",
    });
  }
  return head;
}

const lookedAtBytes = 8 * 1024;

function* within(blocks: readonly Block[], { range }: CaptureRequest): Generator<Block, void, void> {
  for (const block of blocks) yield pickWithin(block, range);
}

function sayTimeless({ name }: CaptureInput, { range }: CaptureRequest, { notices }: CaptureEnvironment): void {
  if (range.first === undefined && range.last === undefined) return;
  notices.notice({
    level: "warning",
    about: name,
    message: "its lines have no times that could be compared with --since or --until",
    hint: "kubectl logs --timestamps writes them",
  });
}

function sayStreamless({ name }: CaptureInput, { unknownCount }: StreamChoice, { notices }: CaptureEnvironment): void {
  const lines =
    unknownCount === 1
      ? "1 line does not tell its stream, and is"
      : `${unknownCount} lines do not tell their stream, and are`;
  notices.notice({ level: "warning", about: name, message: `${lines} left out` });
}

function failureOf(error: unknown, { name }: CaptureInput): KtError {
  if (error instanceof KtError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why = error instanceof Error ? error.message : String(error);
  if (code === "ENOENT") {
    return new KtError("KT_CAPTURE", "there is no such file", { hint: `ls -la ${shellWord(name)}`, cause: error });
  }
  if (code.startsWith("Z_")) {
    return new KtError("KT_CAPTURE", `the gzip data is broken (${why}); what stands before that was read`, {
      hint: `gzip -t ${shellWord(name)}`,
      cause: error,
    });
  }
  return new KtError("KT_CAPTURE", `cannot be read: ${why}`, { hint: `ls -la ${shellWord(name)}`, cause: error });
}
