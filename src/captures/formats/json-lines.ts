import { EntryFlag } from "../../stream/block.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import { parseTimestamp } from "../../time/timestamp.ts";
import { type EntryWriter, streamFlag } from "../../stream/entry-writer.ts";
import { type JsonRecord, recordOfLine, textOf } from "../json-record.ts";
import type { LineFormat } from "../../stream/line-format.ts";
import type { LineFormatContext } from "./line-format-context.ts";

/**
 * Lines that are JSON objects with a message and its source: our own `-o json`, by the schema of `docs/json-output.md`, and
 * stern's. Everything that they tell is restored. What is no such object is a line of the capture's own.
 */
export class JsonLines implements LineFormat {
  readonly isDecoded = true;
  readonly #context: LineFormatContext;
  readonly #factsOf: (record: JsonRecord) => SourceFacts;
  readonly #sources = new Map<string, SourceInfo>();

  /** @param writer Whose JSON it is. */
  constructor(context: LineFormatContext, writer: "kubectl-kt" | "stern") {
    this.#context = context;
    this.#factsOf = writer === "stern" ? factsOfStern : factsOfOurs;
  }

  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    const record = recordOfLine(bytes.toString("utf8", start, end));
    const text = record?.["message"];
    if (record === undefined || typeof text !== "string") {
      out.write(bytes, start, end);
      out.addWritten(this.#sourceOf({}), EntryFlag.untimed);
      return;
    }
    const raw = textOf(record, "raw");
    const message = raw === undefined ? Buffer.from(text) : Buffer.from(raw, "base64");
    out.write(message, 0, message.length);
    out.addWritten(this.#sourceOf(this.#factsOf(record)), this.#flagsOf(record, out));
  }

  end(): void {}

  #flagsOf(record: JsonRecord, out: EntryWriter): number {
    const time = textOf(record, "timestamp");
    const instant = time === undefined ? undefined : parseTimestamp(time);
    if (instant !== undefined) out.setTime(instant.seconds, instant.nanos);
    let flags = streamFlag(record["stream"]);
    if (instant === undefined || record["untimed"] === true) flags |= EntryFlag.untimed;
    if (record["late"] === true) flags |= EntryFlag.late;
    return flags;
  }

  #sourceOf(facts: SourceFacts): SourceInfo {
    const key = JSON.stringify(facts);
    let source = this.#sources.get(key);
    if (source === undefined) {
      source = this.#context.sourceOf(key === "{}" ? this.#context.facts : facts);
      this.#sources.set(key, source);
    }
    return source;
  }
}

function factsOfOurs(record: JsonRecord): SourceFacts {
  const instance = record["instance"];
  return withoutAbsent({
    context: textOf(record, "context"),
    namespace: textOf(record, "namespace"),
    node: textOf(record, "node"),
    service: textOf(record, "service"),
    pod: textOf(record, "pod"),
    container: textOf(record, "container"),
    instance: typeof instance === "number" ? instance : undefined,
  });
}

/** stern v1.36 `stern/tail.go` type Log. */
function factsOfStern(record: JsonRecord): SourceFacts {
  return withoutAbsent({
    namespace: textOf(record, "namespace"),
    node: textOf(record, "nodeName"),
    pod: textOf(record, "podName"),
    container: textOf(record, "containerName"),
  });
}

function withoutAbsent(facts: Readonly<Record<string, string | number | undefined>>): SourceFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
}
