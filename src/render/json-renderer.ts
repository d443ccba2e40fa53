import type { Batch } from "../stream/batch.ts";
import { type Block, EntryFlag } from "../stream/block.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { copyBytes, type ViewedBytes, viewBytes } from "../text/copy-bytes.ts";
import type { FieldProjection } from "../text/fields/field-projection.ts";
import { longestTimestampBytes, TimestampWriter } from "../time/timestamp-writer.ts";
import { writeJsonText } from "./json-string.ts";
import type { OutputBuffer } from "./output-buffer.ts";
import type { Renderer } from "./renderer.ts";

/**
 * Writes entries as JSON, one object a line, in the schema of `docs/json-output.md`. The keys and the facts of a
 * source are made once; a message that needs no escape is copied.
 */
export class JsonRenderer implements Renderer {
  readonly #timestamps = new TimestampWriter({ form: "rfc3339", nowMs: () => 0 });
  readonly #heads = new Map<number, ViewedBytes>();
  readonly #fields: FieldProjection | undefined;

  /** @param fields What to show of an entry's fields besides its message; absent: nothing. */
  constructor(fields?: FieldProjection) {
    this.#fields = fields;
  }

  setSources(live: readonly SourceInfo[]): void {
    const ids = new Set(live.map((source) => source.id));
    for (const id of this.#heads.keys()) if (!ids.has(id)) this.#heads.delete(id);
  }

  render(batch: Batch, out: OutputBuffer): void {
    const prepared = batch.blocks.map((block) => this.#prepare(block));
    for (let place = 0; place < batch.count; place++) {
      const from = prepared[batch.block[place] as number] as PreparedBlock;
      const index = batch.entry[place] as number;
      const start = from.starts[index] as number;
      const end = from.ends[index] as number;
      const head = from.head;
      out.makeRoom(head.bytes.length + longestFixed);
      const { target } = out;
      let at = copyBytes(opening, 0, opening.bytes.length, target, out.length);
      at = this.#timestamps.write(target.bytes, at, from.seconds[index] as number, from.nanos[index] as number);
      at = copyBytes(head, 0, head.bytes.length, target, at);
      const flags = (batch.flags[place] as number) & shownFlags;
      if (flags !== 0) at += target.bytes.write(flagText(flags), at, "latin1");
      out.length = copyBytes(messageKey, 0, messageKey.bytes.length, target, at);
      const isText = writeJsonText(from, start, end, out);
      if (isText && this.#fields === undefined) out.writeRange(closing, 0, closing.bytes.length);
      else out.write(Buffer.from(this.#ending(from.bytes, start, end, isText)));
    }
  }

  #ending(bytes: Buffer, start: number, end: number, isText: boolean): string {
    const raw = isText ? "" : `,"raw":"${bytes.toString("base64", start, end)}"`;
    const fields = this.#fields?.json(bytes, start, end);
    return `"${raw}${fields === undefined ? "" : `,"fields":${fields}`}}\n`;
  }

  #prepare(block: Block): PreparedBlock {
    const { bytes, starts, ends, seconds, nanos, source } = block;
    let head = this.#heads.get(source.id);
    if (head === undefined) {
      head = viewBytes(Buffer.from(headOf(source)));
      this.#heads.set(source.id, head);
    }
    return { ...viewBytes(bytes), starts, ends, seconds, nanos, head };
  }
}

interface PreparedBlock extends ViewedBytes {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly seconds: Float64Array;
  readonly nanos: Uint32Array;
  readonly head: ViewedBytes;
}

const opening = viewBytes(Buffer.from('{"timestamp":"'));
const messageKey = viewBytes(Buffer.from(',"message":"'));
const closing = viewBytes(Buffer.from('"}\n'));

const shownFlags =
  EntryFlag.stdout | EntryFlag.stderr | EntryFlag.untimed | EntryFlag.late | EntryFlag.context | EntryFlag.continuation;
/** The most that a line takes beside its head and its message. */
const longestFixed = 128 + longestTimestampBytes + 64;

/** The facts of a source between the timestamp's closing quote and the message, in the order of the schema. */
function headOf({ facts }: SourceInfo): string {
  const { context, namespace, node, service, pod, container, instance } = facts;
  const shown = JSON.stringify({ context, namespace, node, service, pod, container, instance }).slice(1, -1);
  return shown === "" ? '"' : `",${shown}`;
}

function flagText(flags: number): string {
  let text = "";
  if ((flags & EntryFlag.stdout) !== 0) text += ',"stream":"stdout"';
  else if ((flags & EntryFlag.stderr) !== 0) text += ',"stream":"stderr"';
  if ((flags & EntryFlag.late) !== 0) text += ',"late":true';
  if ((flags & EntryFlag.untimed) !== 0) text += ',"untimed":true';
  if ((flags & EntryFlag.context) !== 0) text += ',"beside":true';
  if ((flags & EntryFlag.continuation) !== 0) text += ',"continuation":true';
  return text;
}
