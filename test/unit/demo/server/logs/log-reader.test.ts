import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { suite, test } from "node:test";
import { ContainerLog } from "../../../../../src/demo/server/logs/container-log.ts";
import { LogReader } from "../../../../../src/demo/server/logs/log-reader.ts";
import type { ReadOptions } from "../../../../../src/demo/server/logs/piece-renderer.ts";

suite("a finished read of a log", { timeout: 30_000 }, () => {
  test("begins with the current file after a rotation", async () => {
    const log = logOf("old");
    log.rotate(0);
    append(log, "new");
    assert.equal(await readAll(log), "new\n");
  });

  test("shows the halves of a torn line as lines of their own kind", async () => {
    const log = new ContainerLog(0);
    log.append(pieceOf("left", "P"));
    assert.equal(await readAll(log), "left");
    log.rotate(0);
    log.append(pieceOf("right", "F"));
    assert.equal(await readAll(log), "right\n");
  });

  test("pads timestamps to nine digits, keeps their offset, and writes them only at the front of a line", async () => {
    const log = new ContainerLog(0);
    log.append(
      { ...pieceOf("a", "P"), timestamp: "2026-11-21T10:00:00.5+02:00" },
      { ...pieceOf("b", "F"), timestamp: "2026-11-21T10:00:01Z" },
      { ...pieceOf("c", "F"), timestamp: "2026-11-21T10:00:02.123456789Z" },
    );
    const expected = "2026-11-21T10:00:00.500000000+02:00 ab\n2026-11-21T10:00:02.123456789Z c\n";
    assert.equal(await readAll(log, { timestamps: true }), expected);
  });

  test("runs a piece of stdout and a line of stderr together, as the kubelet does", async () => {
    const log = new ContainerLog(0);
    log.append(pieceOf("half ", "P"), { ...pieceOf("error", "F"), stream: "stderr" }, pieceOf("whole", "F"));
    assert.equal(await readAll(log), "half error\nwhole\n");
    assert.equal(await readAll(log, { stream: "stderr" }), "error\n");
  });

  test("leaves out what is older than since, wherever it stands", async () => {
    const log = new ContainerLog(0);
    for (const second of [3, 1, 2])
      log.append({ ...pieceOf(`${second}`, "F"), timestamp: `2026-11-21T10:00:0${second}Z` });
    const seconds = Date.parse("2026-11-21T10:00:02Z") / 1000;
    assert.equal(await readAll(log, { since: { seconds, nanos: 0 } }), "3\n2\n");
    assert.equal(await readAll(log, { since: { seconds, nanos: 1 } }), "3\n");
  });

  test("of a large log comes in parts, none of them lost", async () => {
    const log = new ContainerLog(0);
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index} ${"x".repeat(index % 50)}`);
    append(log, ...lines);
    assert.equal(await readAll(log), `${lines.join("\n")}\n`);
  });
});

suite("a follow of a log", { timeout: 30_000 }, () => {
  test("that keeps up goes from file to file without loss", async () => {
    const log = logOf("1");
    const follow = startFollow(log);
    for (let rotation = 2; rotation < 8; rotation += 1) {
      await turn();
      log.rotate(0);
      append(log, `${rotation}`);
    }
    log.end();
    assert.equal(await follow.text, "1\n2\n3\n4\n5\n6\n7\n");
  });

  test("that is behind by two rotations misses a file and gets another twice", async () => {
    const log = logOf("1");
    const follow = startFollow(log);
    await turn();
    append(log, "2");
    log.rotate(0);
    append(log, "3");
    log.rotate(0);
    append(log, "4");
    log.end();
    assert.equal(await follow.text, "1\n2\n4\n4\n");
  });

  test("that meets a rotation before its first end of file stands still", async () => {
    const log = logOf("1");
    const follow = startFollow(log, {}, () => {
      if (log.files.length === 1) log.rotate(0);
    });
    await turn();
    append(log, "2");
    await turn();
    assert.equal(follow.soFar(), "1\n");
    log.end();
    assert.equal(await follow.text, "1\n");
  });

  test("can be made to skip, to replay and to stand still", async () => {
    const log = logOf("1", "2");
    const follow = startFollow(log);
    await turn();
    follow.reader.replay();
    await turn();
    append(log, "3");
    await turn();
    append(log, "4", "5", "6");
    follow.reader.skip(2);
    await turn();
    follow.reader.freeze();
    append(log, "7");
    log.end();
    await turn();
    assert.equal(follow.soFar(), "1\n2\n1\n2\n3\n6\n");
    follow.stop();
    await follow.text;
  });

  test("with tailLines begins behind the rest and goes on", async () => {
    const log = logOf("1", "2", "3");
    const follow = startFollow(log, { tailLines: 1 });
    await turn();
    append(log, "4", "5");
    log.end();
    assert.equal(await follow.text, "3\n4\n5\n");
  });

  test("stops reading while the writer does not take more", async () => {
    const log = logOf("1");
    let takeMore = (): void => undefined;
    const follow = startFollow(log, {}, () => new Promise<void>((resolve) => (takeMore = resolve)));
    append(log, "2");
    await turn();
    assert.equal(follow.soFar(), "1\n");
    takeMore();
    await turn();
    assert.equal(follow.soFar(), "1\n2\n");
    takeMore();
    log.end();
    await follow.text;
  });
});

const now = "2026-11-21T08:00:00Z";

function pieceOf(message: string, tag: "P" | "F") {
  return { timestamp: now, stream: "stdout" as const, tag, message: Buffer.from(message) };
}

function logOf(...messages: readonly string[]): ContainerLog {
  const log = new ContainerLog(0);
  append(log, ...messages);
  return log;
}

function append(log: ContainerLog, ...messages: readonly string[]): void {
  log.append(...messages.map((message) => pieceOf(message, "F")));
}

async function readAll(log: ContainerLog, options: Partial<ReadOptions> = {}): Promise<string> {
  const chunks: Buffer[] = [];
  const reader = new LogReader(log, { follow: false, timestamps: false, ...options });
  await reader.run(async (chunk) => void chunks.push(Buffer.from(chunk)), new AbortController().signal);
  return Buffer.concat(chunks).toString();
}

interface Follow {
  readonly reader: LogReader;
  readonly text: Promise<string>;
  soFar(): string;
  stop(): void;
}

function startFollow(
  log: ContainerLog,
  options: Partial<ReadOptions> = {},
  onChunk: () => unknown = () => undefined,
): Follow {
  const chunks: Buffer[] = [];
  const stopper = new AbortController();
  const reader = new LogReader(log, { follow: true, timestamps: false, ...options });
  const soFar = (): string => Buffer.concat(chunks).toString();
  const write = async (chunk: Buffer): Promise<void> => {
    chunks.push(Buffer.from(chunk));
    await onChunk();
  };
  return { reader, soFar, stop: () => stopper.abort(), text: reader.run(write, stopper.signal).then(soFar) };
}
