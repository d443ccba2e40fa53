import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByteStream, RequestOptions } from "../../../src/kube/client.ts";
import { ContainerFiles } from "../../../src/logfiles/container-files.ts";
import { NodeFolder } from "../../../src/logfiles/node-folder.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";
import { infoOf } from "../../support/entries.ts";
import { MemoryClient } from "../../support/memory-client.ts";

const lineBytes = 200;
const linesOfFile = 1_000_000;
const names = [
  "0.log.20261121-010000",
  "0.log.20261121-020000",
  "0.log.20261121-030000",
  "0.log.20261121-040000",
  "0.log",
];
const lineCount = linesOfFile * names.length;
/** A gigabyte that was written in a day. */
const startSeconds = Date.parse("2026-11-21T00:00:00Z") / 1000;
const linesPerSecond = lineCount / 86_400;

/** The node's files, of which only what is asked for is made. */
class HistoryClient extends MemoryClient {
  sentBytes = 0;
  fileRequests = 0;

  override async stream(path?: string, options?: RequestOptions): Promise<ByteStream> {
    const name = path?.slice(path.lastIndexOf("/") + 1) ?? "";
    if (name === "") return this.#body(200, { "content-type": "text/html" }, [Buffer.from(folderPage)]);
    this.fileRequests++;
    const size = linesOfFile * lineBytes;
    const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(options?.headers?.["range"] ?? "bytes=0-") ?? [];
    const start = from === "" ? size - Number(to) : Number(from);
    const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
    const headers = { "content-range": `bytes ${start}-${end - 1}/${size}`, "content-length": String(end - start) };
    return this.#body(206, headers, partOf(names.indexOf(name), start, end));
  }

  #body(status: number, headers: Readonly<Record<string, string>>, chunks: Iterable<Buffer>): ByteStream {
    const left = chunks[Symbol.iterator]();
    return {
      status,
      headers,
      next: async () => {
        const next = left.next();
        if (next.done === true) return undefined;
        this.sentBytes += next.value.length;
        return [next.value];
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
}

const folderPage = `<pre>\n${names.map((name) => `<a href="${name}">${name}</a>\n`).join("")}</pre>\n`;

function* partOf(file: number, start: number, end: number): Generator<Buffer, void, void> {
  for (let at = start; at < end; ) {
    const first = Math.floor(at / lineBytes);
    const count = Math.min(1000, Math.ceil(end / lineBytes) - first);
    const lines = Array.from({ length: count }, (_, index) => lineOf(file * linesOfFile + first + index));
    const chunk = Buffer.from(lines.join("")).subarray(at - first * lineBytes, end - first * lineBytes);
    yield chunk;
    at += chunk.length;
  }
}

function lineOf(number: number): string {
  const at = startSeconds + number / linesPerSecond;
  const seconds = Math.floor(at);
  const time = formatTimestamp({ seconds, nanos: Math.floor((at - seconds) * 1e9) });
  return `${`${time} stdout F n=${number} `.padEnd(lineBytes - 1, "x")}\n`;
}

test("H2 the last minutes of a history of a gigabyte cost less than a megabyte more than they hold", async () => {
  for (const minutes of [5, 60]) {
    const client = new HistoryClient();
    const files = new ContainerFiles(new NodeFolder(client, "node-1", "pods/shop_web_1/app/"));
    const { signal } = new AbortController();
    const sinceSeconds = startSeconds + 86_400 - minutes * 60;
    const request = {
      instance: 0,
      hasRotated: true,
      sinceSeconds,
      lastEntries: undefined,
      range: {},
      stream: undefined,
    };
    const source = infoOf(0);
    await using reading = await files.open({ ...request, source, clock: new KeyClock(), nowMs: () => 0 }, signal);
    let wanted = 0;
    let unwanted = 0;
    for (let block = await reading.next(); block !== undefined; block = await reading.next()) {
      for (const second of block.seconds.subarray(0, block.count)) {
        if (second >= sinceSeconds) wanted++;
        else unwanted++;
      }
    }
    assert.equal(wanted, Math.floor(minutes * 60 * linesPerSecond));
    const neededBytes = wanted * lineBytes;
    const spentBytes = client.sentBytes - neededBytes;
    assert.ok(spentBytes < 1024 * 1024, `${minutes} minutes: ${spentBytes} bytes besides ${neededBytes}`);
    assert.ok(unwanted < 4000, `${unwanted} lines before them`);
    assert.ok(client.fileRequests < 30, `${client.fileRequests} requests`);
  }
});
