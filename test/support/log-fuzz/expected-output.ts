import type { Dice } from "./dice.ts";
import type { ExpectedLine } from "./log-oracle.ts";
import { timeText } from "./written-world.ts";

/** A format, what it is chosen by, and what must be on standard output. */
export interface ExpectedFormat {
  readonly words: readonly string[];
  /** Whether it is compared by {@link comparableJson}. */
  readonly isJson?: boolean;
  readonly write: (lines: readonly ExpectedLine[]) => Buffer;
}

/** Formats whose texts can be told exactly from docs/output.md and docs/json-output.md. */
export function chooseFormat(dice: Dice): ExpectedFormat {
  const form = dice.pick(["raw", "raw", "text", "json", "csv", "logfmt", "template"] as const);
  switch (form) {
    case "raw":
      return rawFormat;
    case "text":
      return textFormat(dice);
    case "json":
      return {
        words: ["-o", "json"],
        isJson: true,
        write: (lines) => Buffer.from(lines.map((line) => jsonOf(line)).join("")),
      };
    case "csv":
      return csvFormat;
    case "logfmt":
      return {
        words: ["-o", "logfmt", "--columns", "timestamp,namespace,pod,container,instance,message"],
        write: (lines) => joined(lines, (line) => [Buffer.from(logfmtOf(line))]),
      };
    case "template":
      return {
        words: ["-o", "template={{.Namespace}}/{{.PodName}} {{.Timestamp}} <{{.Message}}>"],
        write: (lines) =>
          joined(lines, ({ container: { namespace, pod }, at, bytes }) => [
            Buffer.from(`${namespace}/${pod} ${timeText(at)} <${bytes.toString()}>\n`),
          ]),
      };
  }
}

function textFormat(dice: Dice): ExpectedFormat {
  const minutes = dice.pick([0, 120, -210]);
  const zone = minutes === 0 ? "UTC" : timeText(0n, minutes).slice(-6);
  const isUnix = dice.chance(0.3);
  const timeOf = (at: bigint): string =>
    isUnix ? `${at / 1_000_000_000n}.${String(at % 1_000_000_000n).padStart(9, "0")}` : timeText(at, minutes);
  const columns = "timestamp,namespace,pod,container,instance,message";
  return {
    words: ["--columns", columns, `--timezone=${zone}`, `--timestamps=${isUnix ? "unix" : "rfc3339"}`],
    write: (lines) =>
      joined(lines, ({ container: { namespace, pod, name }, restartCount, at, bytes }) => [
        Buffer.from(`${timeOf(at)} ${namespace} ${pod} ${name} ${restartCount} | `),
        ...[bytes, newline],
      ]),
  };
}

const csvFormat: ExpectedFormat = {
  words: ["-o", "csv", "--columns", "timestamp,pod,container,message"],
  write: (lines) =>
    joined(lines, ({ container: { pod, name }, at, bytes }, place) => [
      Buffer.from(place === 0 ? "timestamp,pod,container,message\r\n" : ""),
      Buffer.from(`${timeText(at)},${pod},${name},"`),
      Buffer.from(bytes.toString("latin1").replaceAll('"', '""'), "latin1"),
      Buffer.from('"\r\n'),
    ]),
};

/** The messages, byte for byte. */
export const rawFormat: ExpectedFormat = {
  words: ["-o", "raw"],
  write: (lines) => joined(lines, ({ bytes }) => [bytes, newline]),
};

const newline = Buffer.from("\n");

function joined(
  lines: readonly ExpectedLine[],
  partsOf: (line: ExpectedLine, place: number) => readonly Buffer[],
): Buffer {
  return Buffer.concat(lines.flatMap((line, place) => partsOf(line, place)));
}

function logfmtOf({ container: { namespace, pod, name }, restartCount, at, bytes }: ExpectedLine): string {
  const facts = `timestamp=${timeText(at)} namespace=${namespace} pod=${pod} container=${name} instance=${restartCount}`;
  return `${facts} message=${jsonText(bytes.toString())}\n`;
}

/** The node, the context and the stream are not compared: they are not what the lines are about. */
function jsonOf(line: ExpectedLine): string {
  const { container, restartCount, at, bytes, isBeside, goesOn } = line;
  const message = bytes.toString();
  const object = {
    timestamp: timeText(at),
    namespace: container.namespace,
    pod: container.pod,
    container: container.name,
    instance: restartCount,
    ...(isBeside ? { beside: true } : {}),
    ...(goesOn ? { continuation: true } : {}),
    message,
    ...(Buffer.from(message).equals(bytes) ? {} : { raw: bytes.toString("base64") }),
  };
  return `${JSON.stringify(object)}\n`;
}

/** What of the output of `-o json` is compared with {@link ExpectedFormat.write}. */
export function comparableJson(out: Buffer): Buffer {
  const lines = out.toString().split("\n").slice(0, -1);
  return Buffer.from(
    lines
      .map((line) => {
        const {
          context: _context,
          node: _node,
          stream: _stream,
          ...rest
        } = JSON.parse(line) as Record<string, unknown>;
        return `${JSON.stringify(rest)}\n`;
      })
      .join(""),
  );
}

/** Text in quotes as JSON has it, control characters above U+007F escaped as well. */
function jsonText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
