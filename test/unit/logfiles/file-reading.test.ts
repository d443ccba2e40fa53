import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ByteStream } from "../../../src/kube/client.ts";
import { FileReading } from "../../../src/logfiles/file-reading.ts";
import type { LogFileName } from "../../../src/logfiles/log-file-name.ts";
import { NodeFolder } from "../../../src/logfiles/node-folder.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { entriesOf, infoOf } from "../../support/entries.ts";
import { MemoryClient } from "../../support/memory-client.ts";

function streamOf(pieces: readonly Buffer[]): ByteStream {
  const left = [...pieces];
  return {
    status: 200,
    headers: {},
    next: async () => {
      const piece = left.shift();
      return piece === undefined ? undefined : [piece];
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Sends one file, cut at these places. */
class PiecesClient extends MemoryClient {
  readonly #pieces: readonly Buffer[];

  constructor(file: Buffer, cuts: readonly number[]) {
    super();
    const places = [0, ...new Set(cuts.map((cut) => cut % file.length)), file.length].toSorted(
      (one, other) => one - other,
    );
    this.#pieces = places.slice(1).map((end, index) => file.subarray(places[index], end));
  }

  override async stream(): Promise<ByteStream> {
    return streamOf(this.#pieces.filter(({ length }) => length > 0));
  }
}

async function read(file: string, cuts: readonly number[]): Promise<readonly string[]> {
  const current = { name: "0.log", instance: 0, rotatedAt: "", isCompressed: false };
  const request = {
    instance: 0,
    hasRotated: false,
    sinceSeconds: undefined,
    lastEntries: undefined,
    stream: undefined,
  };
  await using reading = new FileReading({
    folder: new NodeFolder(new PiecesClient(Buffer.from(file), cuts), "node-1", "pods/shop_web_uid/app/"),
    files: [current],
    place: { index: 0, offset: 0 },
    relist: () => Promise.resolve([current]),
    request: { ...request, range: {}, source: infoOf(0), clock: new KeyClock(), nowMs: () => 0 },
    signal: new AbortController().signal,
  });
  await reading.begin();
  const texts: string[] = [];
  for (let block = await reading.next(); block !== undefined; block = await reading.next())
    texts.push(...entriesOf(block).map(({ text }) => text));
  return texts;
}

const texts = ["the first", "x".repeat(300), "", "stdout F the last"];

test("H1 H4 a file is of the kind that it is wherever the pieces end in which it comes", async () => {
  const file = texts.map((text, second) => `2026-11-21T08:00:0${second}Z stdout F ${text}\n`).join("");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
      assert.deepEqual(await read(file, cuts), texts);
    }),
  );
  // The second piece holds the rest of the first line and nothing else.
  assert.deepEqual(await read(file, [5, file.indexOf("\n") + 1]), texts);
});

test("H1 H4 a file of another kind is told as such, also one without any line", async () => {
  for (const file of ['{"log":"hello\\n","stream":"stdout"}\n'.repeat(9), "x".repeat(200_000)]) {
    await assert.rejects(read(file, [10, 1000]), { code: "KT_API", message: /of a kind that is not known/ });
  }
});

/** Sends each file's name as its only line. */
class NamesClient extends MemoryClient {
  override async stream(path?: string): Promise<ByteStream> {
    const name = path?.slice(path.lastIndexOf("/") + 1) ?? "";
    return streamOf([Buffer.from(`2026-11-21T08:00:00Z stdout F ${name}\n`)]);
  }
}

for (const [title, rotated, deleted] of [
  ["rotated while older files are read is read under its new name", ["1", "2", "3"], []],
  ["rotated, and gone with all files that were known, is told as deleted", ["4", "5"], ["0.log"]],
] as const) {
  test(`H1 L14b a file that was ${title}`, async () => {
    const fileOf = (date: string): LogFileName => ({
      name: date === "" ? "0.log" : `0.log.${date}`,
      instance: 0,
      rotatedAt: date,
      isCompressed: false,
    });
    const request = {
      instance: 0,
      hasRotated: true,
      sinceSeconds: undefined,
      lastEntries: undefined,
      stream: undefined,
    };
    await using reading = new FileReading({
      folder: new NodeFolder(new NamesClient(), "node-1", "pods/shop_web_uid/app/"),
      files: ["1", ""].map(fileOf),
      place: { index: 0, offset: 0 },
      relist: () => Promise.resolve([...rotated, ""].map(fileOf)),
      request: { ...request, range: {}, source: infoOf(0), clock: new KeyClock(), nowMs: () => 0 },
      signal: new AbortController().signal,
    });
    await reading.begin();
    const names: string[] = [];
    for (let block = await reading.next(); block !== undefined; block = await reading.next())
      names.push(...entriesOf(block).map(({ text }) => text));
    const expected = new Set(["1", ...rotated, ""]);
    assert.deepEqual(
      names,
      [...expected].map((date) => fileOf(date).name),
    );
    assert.deepEqual(reading.deleted, deleted);
  });
}
