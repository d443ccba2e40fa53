import assert from "node:assert/strict";
import { test } from "node:test";
import { JournalLines } from "../../../src/nodelogs/journal-lines.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { LineParser } from "../../../src/stream/line-parser.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";

/** The entries of a journal as `TIME MESSAGE`, with `+` for what continues and `?` for what has no time of its own. */
function read(text: string, now: string, service = "kubelet"): readonly string[] {
  const source = { id: 0, facts: {} };
  const format = new JournalLines(
    () => source,
    service,
    () => Date.parse(now) / 1000,
  );
  const parser = new LineParser(format);
  const lines: string[] = [];
  for (const block of [...parser.push(Buffer.from(text), 0), ...parser.end(0)]) {
    for (let index = 0; index < block.count; index++) {
      const flags = block.flags?.[index] ?? 0;
      const sign = flags === EntryFlag.continuation ? "+" : flags === EntryFlag.untimed ? "?" : "";
      const time = formatTimestamp({
        seconds: block.seconds[index] as number,
        nanos: block.nanos[index] as number,
      });
      const message = block.bytes.toString("utf8", block.starts[index], block.ends[index]);
      lines.push(`${sign}${time.slice(0, -4)} ${message}`);
    }
  }
  return lines;
}

const now = "2026-11-21T12:00:00Z";

const rows: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
  [
    "the service's own lines lose what the columns tell, others keep who wrote them",
    "Nov 21 08:11:56.494799 node-1 kubelet[178]: I1121 hello: you\nNov 21 08:11:57.000001 node-1 systemd[1]: Started it.\n",
    ["2026-11-21T08:11:56.494799 I1121 hello: you", "2026-11-21T08:11:57.000001 systemd[1]: Started it."],
  ],
  [
    "a service whose name only begins the same is another one",
    "Nov 21 08:11:56.000000 n kubelet-x[1]: a\nNov 21 08:11:56.000000 n kubelet: b\n",
    ["2026-11-21T08:11:56.000000 kubelet-x[1]: a", "2026-11-21T08:11:56.000000 b"],
  ],
  [
    "further lines of a message continue it, without the journal's indentation",
    `Nov 21 08:11:56.000000 n kubelet[1]: panic\n${" ".repeat(37)}at a\n${" ".repeat(37)}  at b\n`,
    ["2026-11-21T08:11:56.000000 panic", "+2026-11-21T08:11:56.000000 at a", "+2026-11-21T08:11:56.000000   at b"],
  ],
  [
    "boots and nothing are no entries",
    "-- Boot f85063b461104ad3bbc51e1ccff0a390 --\nNov 21 08:11:56.000000 n kubelet[1]: a\n-- No entries --\n",
    ["2026-11-21T08:11:56.000000 a"],
  ],
  [
    "days below ten, with a zero or a blank",
    "Nov  1 08:11:56.000000 n kubelet[1]: a\nNov 02 08:11:56.000000 n kubelet[1]: b\n",
    ["2026-11-01T08:11:56.000000 a", "2026-11-02T08:11:56.000000 b"],
  ],
  ["an empty message", "Nov 21 08:11:56.000000 n kubelet[1]: \n", ["2026-11-21T08:11:56.000000 "]],
  [
    "what is no line of a journal has the time of the one before",
    "Nov 21 08:11:56.000000 n kubelet[1]: a\nwhat is this\nNov 31 08:11:56.000000 n kubelet[1]: no such day\n",
    [
      "2026-11-21T08:11:56.000000 a",
      "?2026-11-21T08:11:56.000000 what is this",
      "?2026-11-21T08:11:56.000000 Nov 31 08:11:56.000000 n kubelet[1]: no such day",
    ],
  ],
];

for (const [title, text, expected] of rows) {
  test(`N3 journal lines: ${title}`, () => {
    assert.deepEqual(read(text, now), expected);
  });
}

const years: readonly (readonly [title: string, now: string, line: string, expected: string])[] = [
  ["today", now, "Nov 21 08:11:56.000000", "2026-11-21T08:11:56.000000"],
  ["a node's clock that is hours ahead", now, "Nov 22 08:11:56.000000", "2026-11-22T08:11:56.000000"],
  ["a day that is still to come was in the year before", now, "Nov 23 08:11:56.000000", "2025-11-23T08:11:56.000000"],
  ["December, seen in January", "2027-01-01T00:00:05Z", "Dec 31 23:59:59.999999", "2026-12-31T23:59:59.999999"],
  ["January, seen in January", "2027-01-01T00:00:05Z", "Jan 01 00:00:01.000000", "2027-01-01T00:00:01.000000"],
  ["a clock ahead into the new year", "2026-12-31T23:59:59Z", "Jan 01 00:00:03.000000", "2027-01-01T00:00:03.000000"],
  ["December, with a clock ahead", "2026-12-31T23:59:59Z", "Dec 31 23:59:58.000000", "2026-12-31T23:59:58.000000"],
  ["the last February 29", "2026-03-01T00:00:00Z", "Feb 29 10:00:00.000000", "2024-02-29T10:00:00.000000"],
];

for (const [title, at, line, expected] of years) {
  test(`N3 journal lines: the year of ${title}`, () => {
    assert.deepEqual(read(`${line} node-1 kubelet[1]: a\n`, at), [`${expected} a`]);
  });
}
