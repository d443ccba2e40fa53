import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputClosed } from "../../../../src/cli/io/output-closed.ts";
import { writeError, writeFully } from "../../../../src/cli/io/write-fully.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { recordingIo } from "../../../support/recording-io.ts";
import { systemError } from "../../../support/system-error.ts";

test("L16 output: a write that takes only some bytes is gone on with", async () => {
  const io = recordingIo({ write: (bytes) => Promise.resolve(Math.min(3, bytes.length)) });
  await writeFully(io.stdout, Buffer.from("all of these bytes"));
  assert.equal(io.out(), "all of these bytes");
});

test("L16 output: a pipe that somebody made non-blocking is tried again", async () => {
  let refusals = 3;
  const io = recordingIo({
    write: (bytes) => (refusals-- > 0 ? Promise.reject(systemError("EAGAIN")) : Promise.resolve(bytes.length)),
  });
  await writeFully(io.stdout, Buffer.from("in the end"));
  assert.equal(io.out(), "in the end");
});

for (const code of ["EPIPE", "EIO"]) {
  test(`L31 output: ${code} means that the reader is gone`, async () => {
    const io = recordingIo({ write: () => Promise.reject(systemError(code)) });
    await assert.rejects(writeFully(io.stdout, Buffer.from("x")), OutputClosed);
  });
}

test("L31 output: a full disk is an error that says so", async () => {
  const io = recordingIo({ write: () => Promise.reject(systemError("ENOSPC")) });
  await assert.rejects(
    writeFully(io.stdout, Buffer.from("x")),
    (error) => hasCode(error, "KT_OUTPUT") && /no space left/.test(error.message) && /df -h/.test(error.hint ?? ""),
  );
});

for (const [code, reason] of [
  ["ENOENT", "there is no folder for it"],
  ["EPERM", "the system does not permit it"],
  ["EISDIR", "it is a folder"],
] as const) {
  test(`L31 output: ${code} is told in words`, () => {
    assert.equal(writeError(systemError(code), "/proc/x/a.log").message, `cannot write to /proc/x/a.log: ${reason}`);
  });
}
