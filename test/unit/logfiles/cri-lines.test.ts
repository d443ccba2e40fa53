import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CriLines, type CriLinesOptions } from "../../../src/logfiles/cri-lines.ts";
import { type Block, EntryFlag } from "../../../src/stream/block.ts";
import { LineParser } from "../../../src/stream/line-parser.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";

const source = { id: 0, facts: {} };
const usual: CriLinesOptions = { keepsUnknown: false };

function read(chunks: readonly Buffer[], options: CriLinesOptions = usual): string[] {
  const parser = new LineParser(new CriLines(source, options));
  return [...chunks.flatMap((chunk) => parser.push(chunk, 0)), ...parser.end(0)].flatMap(entries);
}

function entries(block: Block): string[] {
  return Array.from({ length: block.count }, (_, index) => {
    const flags = block.flags?.[index] ?? 0;
    const stream = flags & EntryFlag.stdout ? "out" : flags & EntryFlag.stderr ? "err" : "none";
    const more = flags & EntryFlag.continuation ? "+" : "";
    const time = formatTimestamp({ seconds: Number(block.seconds[index]), nanos: Number(block.nanos[index]) });
    return `${time.slice(17)} ${stream}${more} ${block.bytes.toString("utf8", block.starts[index], block.ends[index])}`;
  });
}

const at = "2026-11-21T08:11:";

const rows: readonly {
  readonly title: string;
  readonly text: string;
  readonly expected: readonly string[];
  readonly options?: CriLinesOptions;
}[] = [
  {
    title: "trailing zeros that the runtime cut come back",
    text: `${at}01.5Z stdout F a\n${at}02Z stderr F b\n`,
    expected: ["01.500000000Z out a", "02.000000000Z err b"],
  },
  {
    title: "pieces of a line are one entry with the time of the first, each stream's own",
    text: `${at}01Z stdout P a\n${at}02Z stderr P x\n${at}03Z stdout P b\n${at}04Z stdout F c\n${at}05Z stderr F y\n`,
    expected: ["01.000000000Z out abc", "02.000000000Z err xy"],
  },
  {
    title: "whole lines between pieces stand where they were written",
    text: `${at}01Z stdout P a\n${at}02Z stderr F x\n${at}03Z stdout F b\n${at}04Z stdout F c\n`,
    expected: ["02.000000000Z err x", "01.000000000Z out ab", "04.000000000Z out c"],
  },
  {
    title: "a line whose end never comes is given out at the end",
    text: `${at}01Z stdout F a\n${at}02Z stdout P b\n`,
    expected: ["01.000000000Z out a", "02.000000000Z out b"],
  },
  {
    title: "empty messages, several tags, and other time zones",
    text: `${at}01Z stdout F \n${at}02Z stdout F:x b\n2026-11-21T17:11:03+09:00 stdout F c\n${at}04Z stdout F\n`,
    expected: ["01.000000000Z out ", "02.000000000Z out b", "03.000000000Z out c", "04.000000000Z out "],
  },
  {
    title: "what is no entry is left out as the kubelet leaves it out",
    text: `torn stdout F x\n${at}01Z stdin F a\n${at}02Z stdout X b\n${at}03Z stdout F c\n`,
    expected: ["03.000000000Z out c"],
  },
  {
    title: "what is no entry is kept where nothing else tells of it",
    text: `${at}01Z stdout F a\nhello\n`,
    expected: ["01.000000000Z out a", "01.000000000Z none hello"],
    options: { keepsUnknown: true },
  },
  {
    title: "one stream only",
    text: `${at}01Z stdout P a\n${at}02Z stderr F x\n${at}03Z stdout F b\n`,
    expected: ["02.000000000Z err x"],
    options: { keepsUnknown: false, stream: "stderr" },
  },
  {
    title: "of an overlong line further pieces are entries of their own",
    text: `${at}01Z stdout P aaaa\n${at}02Z stdout P bb\n${at}03Z stdout P bb\n${at}04Z stdout F c\n${at}05Z stdout F d\n`,
    expected: ["01.000000000Z out aaaa", "01.000000000Z out+ bbbb", "01.000000000Z out+ c", "05.000000000Z out d"],
    options: { keepsUnknown: false, longestLineBytes: 4 },
  },
];

for (const { title, text, expected, options } of rows) {
  test(`H1 L27 a runtime's log file: ${title}`, () => assert.deepEqual(read([Buffer.from(text)], options), expected));
}

test("H1 L27 a runtime's log file: how it is cut into chunks changes nothing", () => {
  const whole = Buffer.from(rows.map(({ text }) => text).join(""));
  const expected = read([whole]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 30 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      const chunks = places.slice(1).map((end, index) => whole.subarray(places[index], end));
      assert.deepEqual(read(chunks.filter(({ length }) => length > 0)), expected);
    }),
  );
});

test("H1 L14b a runtime's log file: the end of a line that lies in the next file has its own time and place", () => {
  const lines = new CriLines(source, usual);
  const parser = new LineParser(lines);
  assert.deepEqual(parser.push(Buffer.from(`${at}01Z stdout P half \n`), 0), []);
  lines.beginFile();
  const [block] = parser.push(
    Buffer.from(`${at}02Z stdout P and \n${at}03Z stdout F end\n${at}04Z stdout F next\n`),
    0,
  );
  assert.deepEqual(block === undefined ? [] : entries(block), [
    "01.000000000Z out half and end",
    "04.000000000Z out next",
  ]);
  const ends = block?.tornEnds?.map(({ start, end, seconds, nanos }) => {
    return `${formatTimestamp({ seconds, nanos }).slice(17)} ${block.bytes.toString("utf8", start, end)}`;
  });
  assert.deepEqual(ends, ["02.000000000Z and end"]);
});
