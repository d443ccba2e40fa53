import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputClosed } from "../../../../src/cli/io/output-closed.ts";
import { OutputWriter } from "../../../../src/cli/io/output-writer.ts";
import { recordingIo } from "../../../support/recording-io.ts";
import { systemError } from "../../../support/system-error.ts";

const large = Buffer.alloc(200_000, "x");

test("L16 output: in a follow what was rendered is written within the same turn of the event loop", async () => {
  const io = recordingIo();
  const writer = new OutputWriter(io.stdout, { isPrompt: true, onFailure: (error) => assert.fail(error) });
  writer.buffer.write(Buffer.from("one\n"));
  assert.equal(writer.room(), undefined);
  writer.buffer.write(Buffer.from("two\n"));
  assert.equal(writer.room(), undefined);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.equal(io.out(), "one\ntwo\n");
  await writer.end();
});

test("L16 output: in a finished read small pieces are gathered", async () => {
  let writes = 0;
  const io = recordingIo({
    write: (bytes) => {
      writes++;
      return Promise.resolve(bytes.length);
    },
  });
  const writer = new OutputWriter(io.stdout, { isPrompt: false, onFailure: (error) => assert.fail(error) });
  for (let line = 0; line < 1000; line++) {
    writer.buffer.write(Buffer.from(`line ${line}\n`));
    await writer.room();
  }
  await writer.end();
  assert.equal(writes, 1);
  assert.equal(io.out().split("\n").length, 1001);
});

test("L16 output: who writes faster than is read is held back, and all bytes come out in order", async () => {
  const waiting: (() => void)[] = [];
  const io = recordingIo({
    write: (bytes) => new Promise((resolve) => waiting.push(() => resolve(bytes.length))),
  });
  const writer = new OutputWriter(io.stdout, { isPrompt: false, onFailure: (error) => assert.fail(error) });
  let batches = 0;
  const rendering = (async () => {
    for (; batches < 40; batches++) {
      writer.buffer.write(Buffer.from(`${batches}\n`));
      writer.buffer.write(large);
      await writer.room();
    }
    await writer.end();
  })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const most = (4 * writer.buffer.capacityBytes) / large.length;
  assert.ok(batches < most, `${batches} batches were rendered although nothing was read`);
  while (batches < 40 || waiting.length > 0) {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await rendering;
  assert.deepEqual(
    io
      .out()
      .split(/x+/)
      .map((text) => text.trim()),
    [...Array.from({ length: 40 }, (_, batch) => String(batch)), ""],
  );
});

test("L16 output: a closed reader is told once, and ends who waits for room", async () => {
  const io = recordingIo({ write: () => Promise.reject(systemError("EPIPE")) });
  const failures: unknown[] = [];
  const writer = new OutputWriter(io.stdout, { isPrompt: true, onFailure: (error) => failures.push(error) });
  writer.buffer.write(Buffer.from("one\n"));
  void writer.room();
  await new Promise((resolve) => setTimeout(resolve, 5));
  writer.buffer.write(large);
  await assert.rejects(async () => writer.room(), OutputClosed);
  await assert.rejects(writer.end(), OutputClosed);
  assert.equal(failures.length, 1);
  assert.ok(failures[0] instanceof OutputClosed);
});

test("L26 output: who asks is told when what was rendered until then is written, whatever comes behind it", async () => {
  const waiting: (() => void)[] = [];
  const io = recordingIo({
    write: (bytes) => new Promise((resolve) => waiting.push(() => resolve(bytes.length))),
  });
  const writer = new OutputWriter(io.stdout, { isPrompt: true, onFailure: (error) => assert.fail(error) });
  assert.equal(writer.written(), undefined);
  writer.buffer.write(Buffer.from("one\n"));
  let isWritten = false;
  const written = writer.written()?.then(() => (isWritten = true));
  writer.buffer.write(Buffer.from("two\n"));
  void writer.room();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(isWritten, false);
  waiting.shift()?.();
  await written;
  assert.equal(io.out(), "one\n");
  const end = writer.end();
  while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  waiting.shift()?.();
  await end;
});

test("L26 output: who asks is told, too, when nothing can be written any more", async () => {
  const io = recordingIo({ write: () => Promise.reject(systemError("EPIPE")) });
  const writer = new OutputWriter(io.stdout, { isPrompt: true, onFailure: () => {} });
  writer.buffer.write(Buffer.from("one\n"));
  await writer.written();
  assert.equal(writer.written(), undefined);
});
