import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parseTimestamp } from "../../../src/time/timestamp.ts";
import { type CapturedEntry, readCapture } from "../../support/capture-reading.ts";

const stdin = { service: "stdin" };

function entry(time: string, message: string, flags = "", facts: CapturedEntry["facts"] = stdin): CapturedEntry {
  return { time: `2026-11-21T08:${time}Z`, message, flags, facts };
}

const rows: readonly (readonly [title: string, capture: string, entries: readonly CapturedEntry[]])[] = [
  [
    "plain lines keep a time at their beginning, those without one have that of the line before",
    "2026-11-21T08:00:01.5Z INFO a\n  at b\nI1121 08:00:02.000001    1 c.go:1] d",
    [
      entry("00:01.500000000", "2026-11-21T08:00:01.5Z INFO a"),
      entry("00:01.500000000", "  at b", "untimed"),
      entry("00:02.000001000", "I1121 08:00:02.000001    1 c.go:1] d"),
    ],
  ],
  [
    "timestamps of kubectl are taken off",
    "2026-11-21T08:00:01.000000001Z a\n2026-11-21T10:00:02.000000001+02:00  b\n2026-11-21T08:00:03.000000001Z \nfailed\n",
    [
      entry("00:01.000000001", "a"),
      entry("00:02.000000001", " b"),
      entry("00:03.000000001", ""),
      entry("00:03.000000001", "failed", "untimed"),
    ],
  ],
  [
    "a prefix of kubectl tells the source",
    "[pod/web-1/app] 2026-11-21T08:00:01.000000000Z a\n[pod/web-2/app] 2026-11-21T08:00:02.000000000Z b\n",
    [
      entry("00:01.000000000", "a", "", { pod: "web-1", container: "app" }),
      entry("00:02.000000000", "b", "", { pod: "web-2", container: "app" }),
    ],
  ],
  [
    "pieces of a runtime's line are joined, each stream's own, with the time of the first",
    "2026-11-21T08:00:01Z stdout P a\n2026-11-21T08:00:02Z stderr F b\n2026-11-21T08:00:03Z stdout P c\n2026-11-21T08:00:04Z stdout F d\n2026-11-21T08:00:05Z stdout F\n2026-11-21T08:00:06Z stdout P e\n",
    [
      entry("00:02.000000000", "b", "stderr"),
      entry("00:01.000000000", "acd", "stdout"),
      entry("00:05.000000000", "", "stdout"),
      entry("00:06.000000000", "e", "stdout"),
    ],
  ],
  [
    "pieces of Docker's line are joined",
    String.raw`{"log":"a","stream":"stdout","time":"2026-11-21T08:00:01Z"}
{"log":"\u001b[1mb\n","stream":"stderr","time":"2026-11-21T08:00:02Z"}
{"log":"c\n","stream":"stdout","time":"2026-11-21T08:00:03Z"}`,
    [entry("00:02.000000000", "\u001b[1mb", "stderr"), entry("00:01.000000000", "ac", "stdout")],
  ],
  [
    "our own JSON gives back all that it tells",
    `{"timestamp":"2026-11-21T08:00:01.000000001Z","context":"x","namespace":"s","node":"n","pod":"p","container":"c","instance":2,"stream":"stderr","late":true,"untimed":true,"message":"ä\\u001b"}
{"timestamp":"2026-11-21T08:00:01.000000002Z","pod":"p","message":"\uFFFD","raw":"/w=="}
not JSON
`,
    [
      entry("00:01.000000001", "ä\u001b", "stderr untimed late", {
        context: "x",
        namespace: "s",
        node: "n",
        pod: "p",
        container: "c",
        instance: 2,
      }),
      entry("00:01.000000002", "\uFFFD", "", { pod: "p" }),
      entry("00:01.000000002", "not JSON", "untimed"),
    ],
  ],
  [
    "stern's JSON tells the source",
    '{"message":"a","nodeName":"n","namespace":"s","podName":"p","containerName":"c"}\n',
    [
      {
        ...entry("", "a", "untimed", { namespace: "s", node: "n", pod: "p", container: "c" }),
        time: "1970-01-01T00:00:00.000000000Z",
      },
    ],
  ],
];

for (const [title, capture, entries] of rows) {
  test(`L27 captures: ${title}`, async () => {
    assert.deepEqual((await readCapture(capture)).entries, entries);
    assert.deepEqual((await readCapture(gzipSync(capture))).entries, entries, "compressed");
    assert.deepEqual((await readCapture(`\uFEFF${capture}`)).entries, entries, "behind a byte order mark");
  });
}

test("L27 captures: however the bytes are cut, the entries are the same", async () => {
  const captures = rows.map(([, capture]) => capture);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...captures), fc.integer({ min: 1, max: 50 }), async (capture, chunkBytes) => {
      assert.deepEqual((await readCapture(capture, { chunkBytes })).entries, (await readCapture(capture)).entries);
    }),
    { numRuns: 60 },
  );
});

test("L11 L27 captures: keys never run backwards, whatever the times do", async () => {
  const { entries, keys } = await readCapture(
    ["03", "01", "04"].map((second) => `2026-11-21T08:00:${second}.000000000Z x\n`).join(""),
  );
  assert.deepEqual(
    entries.map(({ time }) => time.slice(17, 19)),
    ["03", "01", "04"],
  );
  assert.deepEqual(
    keys.map((key) => key.slice(17, 19)),
    ["03", "03", "04"],
  );
});

test("L27 captures: a line that klog wrote in the last year has that year", async () => {
  const { entries } = await readCapture("I1231 23:59:59.000000 1 a.go:1] b\n");
  assert.equal(entries[0]?.time, "2025-12-31T23:59:59.000000000Z");
});

test("L7 L27 captures: a window cuts; where lines have no times, that is said", async () => {
  const range = { first: parseTimestamp("2026-11-21T08:00:02Z") };
  const timed = "2026-11-21T08:00:01.000000000Z a\n2026-11-21T08:00:02.000000000Z b\n";
  const cut = await readCapture(timed, { range });
  assert.deepEqual(
    cut.entries.map(({ message }) => message),
    ["b"],
  );
  assert.deepEqual(cut.notices.lines, []);
  assert.deepEqual((await readCapture("a\nb\n", { range })).notices.lines, [
    "warning stdin: its lines have no times that could be compared with --since or --until",
  ]);
});

test("L27 captures: --format counts more than what the lines look like", async () => {
  const capture = "2026-11-21T08:00:01Z stdout F a\n";
  const { entries } = await readCapture(capture, { format: "plain" });
  assert.deepEqual(entries, [entry("00:01.000000000", capture.trimEnd())]);
  assert.equal((await readCapture("a\0b\n", { format: "plain" })).entries[0]?.message, "a\0b");
});

const failures: readonly (readonly [what: string, capture: Buffer, message: RegExp])[] = [
  ["binary data", Buffer.from([1, 0, 2, 10]), /^is not text: there are zero bytes in it$/],
  ["UTF-16", Buffer.from("\uFEFFa\n", "utf16le"), /^is UTF-16 and not UTF-8$/],
  ["half a gzip file", gzipSync("a\n".repeat(1000)).subarray(0, 20), /^the gzip data is broken \(unexpected end/],
  ["a gzip file with a wrong byte", gzipSync("a\n").fill(0xee, 12, 13), /^the gzip data is broken/],
];

for (const [what, capture, message] of failures) {
  test(`L27 L31 captures: ${what} is an error that says so`, async () => {
    await assert.rejects(readCapture(capture), { name: "KtError", code: "KT_CAPTURE", message });
  });
}
