import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { recordingIo } from "../support/recording-io.ts";

/** A line as it was written: nanoseconds behind the start, and its text. */
interface Written {
  readonly atNanos: number;
  readonly text: string;
}

const containers = 50;
const linesOfEach = 60;
const startMs = Date.UTC(2026, 10, 21, 8, 0, 0);
const zones = [
  ["Z", 0],
  ["+09:00", 9],
  ["-03:30", -3.5],
] as const;
let cluster: FakeCluster;

/** Times that are equal in many containers, or lie nanoseconds apart; one line in seven is stamped before the one before it. */
function linesOf(container: number): readonly Written[] {
  let atNanos = container % 5;
  return Array.from({ length: linesOfEach }, (_, line) => {
    atNanos += ((container * 7 + line * 3) % 4) * 50_000_000 + (line % 3);
    const backNanos = line % 7 === 6 ? 5_500_000 : 0;
    return { atNanos: Math.max(0, atNanos - backNanos), text: `${container}.${line}` };
  });
}

function stamp(atNanos: number, [name, hours]: readonly [string, number] = zones[0]): string {
  const shown = new Date(startMs + Math.floor(atNanos / 1e9) * 1000 + hours * 3_600_000);
  return `${shown.toISOString().slice(0, 19)}.${String(atNanos % 1e9).padStart(9, "0")}${name}`;
}

/** By definition: by the running maximum of each container's times, then by container, then in its own order. */
function inOrder(): readonly Written[] {
  const all = Array.from({ length: containers }, (_, container) => {
    let key = 0;
    return linesOf(container).map((line) => ({ ...line, key: (key = Math.max(key, line.atNanos)), container }));
  });
  return all.flat().sort((one, other) => one.key - other.key || one.container - other.container);
}

before(async () => {
  cluster = await startFakeCluster();
  for (let container = 0; container < containers; container++) {
    const name = `pod-${String(container).padStart(2, "0")}`;
    const pod = cluster.world.addPod({ namespace: "shop", name, containers: ["main"], labels: { app: "web" } });
    for (const { atNanos, text } of linesOf(container)) {
      pod.container("main").writeLine(text, { at: stamp(atNanos, zones[container % 3]) });
    }
  }
});
after(() => cluster.close());

async function read(...words: readonly string[]): Promise<readonly string[]> {
  const io = recordingIo();
  const place = ["--kubeconfig", cluster.kubeconfig(), "-n", "shop", "-l", "app=web", "-o", "raw"];
  assert.equal(await main(["logs", ...place, ...words], io), 0, io.err());
  return io.out().split("\n").slice(0, -1);
}

const whole = inOrder();
// Times that many lines have.
const [from, to] = [whole[700]?.atNanos ?? 0, whole[2100]?.atNanos ?? 0];
const [since, until] = [stamp(from), stamp(to, zones[1])];

const rows: readonly (readonly [
  words: readonly string[],
  expected: (all: readonly Written[]) => readonly Written[],
])[] = [
  [[], (all) => all],
  ...[1, 7, 49, 500, 2999, 9000].flatMap((count) => [
    [["--tail", String(count)], (all: readonly Written[]) => all.slice(-count)] as const,
    [["--head", String(count)], (all: readonly Written[]) => all.slice(0, count)] as const,
  ]),
  [["--since", since, "--until", until], (all) => all.filter(({ atNanos }) => atNanos >= from && atNanos <= to)],
  [["--after", since, "--before", until], (all) => all.filter(({ atNanos }) => atNanos > from && atNanos < to)],
  [["--since", since, "--until", since], (all) => all.filter(({ atNanos }) => atNanos === from)],
  [["--after", since, "--tail", "300"], (all) => all.filter(({ atNanos }) => atNanos > from).slice(-300)],
  [["--before", until, "--head", "900"], (all) => all.filter(({ atNanos }) => atNanos < to).slice(0, 900)],
  [["--until", until, "--tail", "333"], (all) => all.filter(({ atNanos }) => atNanos <= to).slice(-333)],
];

test("the bounds of these tests are times that many lines have", () => {
  for (const bound of [from, to]) assert.ok(whole.filter(({ atNanos }) => atNanos === bound).length > 1);
});

for (const [words, expected] of rows) {
  test(`L7 L8 L11 ${containers} containers with equal, interleaved, backward and zone-offset times: ${words.join(" ")}`, async () => {
    const lines = expected(whole).map(({ text }) => text);
    assert.ok(lines.length > 0);
    assert.deepEqual(await read(...words), lines);
  });
}

test(`L8 --tail-each 3 gives the last three of each of ${containers} containers`, async () => {
  const wanted = new Set(
    Array.from({ length: containers }, (_, container) => linesOf(container).slice(-3))
      .flat(1)
      .map(({ text }) => text),
  );
  assert.deepEqual(
    await read("--tail-each", "3"),
    whole.map(({ text }) => text).filter((text) => wanted.has(text)),
  );
});
