import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ByteStream } from "../../../src/kube/client.ts";
import { FileReading } from "../../../src/logfiles/file-reading.ts";
import { NodeFolder } from "../../../src/logfiles/node-folder.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { entriesOf, infoOf } from "../../support/entries.ts";
import { MemoryClient } from "../../support/memory-client.ts";

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
    const left = this.#pieces.filter(({ length }) => length > 0);
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
