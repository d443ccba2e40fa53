import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { runExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";

let cluster: E2eCluster;
/** Up to where the log of `multiline` is looked at: its last object and its last trace stand whole before that. */
let until: string;

before(async () => {
  cluster = await openE2eCluster();
  until = await endOfWholeRecords();
});
after(() => cluster[Symbol.asyncDispose]());

/** On a real cluster an object and a trace may be amid each other: they come through two pipes. */
async function endOfWholeRecords(): Promise<string> {
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "odd:multiline", "--tail", "1000", "-o", "json"];
  const { out } = await runExecutable(words);
  const entries = jsonLines(out);
  const isWhole = (end: number): boolean => {
    const last = entries.slice(end - object.length - trace.length, end).map(({ message }) => withoutNumbers(message));
    return [
      [...object, ...trace],
      [...trace, ...object],
    ].some((records) => isDeepStrictEqual(last, records));
  };
  const end = entries.findLastIndex((_entry, index) => isWhole(index + 1));
  return entries[end]?.timestamp ?? assert.fail("there is no whole record in the last 1000 lines");
}

function jsonLines(out: string): readonly { readonly timestamp: string; readonly message: string }[] {
  return out
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { timestamp: string; message: string });
}

function withoutNumbers(line: string): string {
  return line.replace(/number \d+|"seq": \d+/, "N");
}

async function lines(...words: readonly string[]): Promise<readonly string[]> {
  const { exitCode, out, err } = await runExecutable([
    "logs",
    "--kubeconfig",
    cluster.kubeconfig,
    "-n",
    "odd",
    ...words,
  ]);
  assert.equal(exitCode, 0, err);
  return out.split("\n").slice(0, -1).map(withoutNumbers);
}

const trace = [
  "java.lang.IllegalStateException: N",
  "\tat com.example.Shop.buy(Shop.java:42)",
  "\tat com.example.Main.main(Main.java:7)",
  "Caused by: java.io.IOException: disk full",
  "\t... 2 more",
];
const object = ["{", '  "level": "info",', "  N,", '  "msg": "pretty printed"', "}"];

const rows: readonly (readonly [words: readonly string[], printed: readonly string[], why: string])[] = [
  [["-g", "Main.java", "--tail", "1"], trace, "L21 a word in the middle finds the whole trace"],
  [["--level", "error", "--tail", "1"], trace, "L19 L21 a trace has the level of its first line"],
  [["--level", "info,debug", "--tail", "1"], object, "L19 L21 so has an object that was printed over several lines"],
  [["--where", "level=info and msg=~pretty and seq>0", "--tail", "1"], object, "L20 L21 fields of such an object"],
  [["--multiline", "off", "-g", "Main.java", "--tail", "1"], trace.slice(2, 3), "L21 not when it is off"],
  [
    ["--multiline", "off", "-g", "Main.java", "--grep-before", "2", "--grep-after", "1", "--tail", "4"],
    trace.slice(0, 4),
    "L18 lines around a match",
  ],
  [["--multiline", "off", "-g", "Main.java", "-C", "1", "--tail", "3"], trace.slice(1, 4), "L18 as many on both sides"],
];

for (const [words, printed, why] of rows) {
  test(`${why}: ${words.join(" ")}`, async () => {
    assert.deepEqual(await lines("multiline", "--until", until, ...words), printed);
  });
}

for (const flag of ["--tail", "--tail-each"]) {
  test(`L8 L21 ${flag} counts traces where they are put together, and begins with the first line of one`, async () => {
    const printed = await lines("multiline", "--until", until, "--level", "error", flag, "3");
    assert.equal(printed[0], trace[0]);
    assert.equal(printed.filter((line) => line === trace[0]).length, 3);
    assert.equal((await lines("multiline", "--until", until, flag, "3")).length, 3, "lines are lines without a filter");
  });
}

test("L18 --highlight marks what matches, and matches of --grep are marked, where there are colours", async () => {
  const words = [
    "multiline",
    "--until",
    until,
    "--color",
    "always",
    "--tail",
    "1",
    "--highlight",
    "more",
    "-g",
    "[0-9]",
  ];
  const [line = ""] = await lines(...words, "--multiline", "off", "--exclude", "Shop|Main|N|number|seq");
  assert.equal(line, "\t... \u001b[7m2\u001b[27m \u001b[7mmore\u001b[27m");
});

test("L20 --fields shows fields instead of messages", async () => {
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "-n", "shop", "web/web"];
  const whole = await runExecutable([...words, "--tail", "1", "-o", "json"]);
  const [{ timestamp, message } = assert.fail(whole.err)] = jsonLines(whole.out);
  const { level, msg } = JSON.parse(message) as { level: string; msg: string };
  const same = ["--since", timestamp, "--until", timestamp, "--prefix=false"];
  const { exitCode, out, err } = await runExecutable([...words, ...same, "--fields", "level,msg"]);
  assert.equal(exitCode, 0, err);
  assert.equal(out, `level=${level} msg=${msg}\n`);
});

test("L20 --where refuses what it cannot read, and says where", async () => {
  const { exitCode, err } = await runExecutable(["logs", "--kubeconfig", cluster.kubeconfig, "web", "--where", "a>"]);
  assert.equal(exitCode, 2);
  assert.match(err, /--where "a>": expected a value, found the end \(at character 3\)\n {2}hint: /);
});

test("L19 --level refuses what is no level", async () => {
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "web", "--level", "wrn2"];
  const { exitCode, err } = await runExecutable(words);
  assert.equal(exitCode, 2);
  assert.match(err, /^kubectl kt: error: --level "wrn2": "wrn2" is no level\n {2}hint: /);
});
