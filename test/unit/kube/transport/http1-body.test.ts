import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NotHttpError } from "../../../../src/kube/transport/exchange.ts";
import type { AnswerHead } from "../../../../src/kube/transport/http1-head.ts";
import { Http1Body } from "../../../../src/kube/transport/http1-body.ts";
import { LandingBlocks } from "../../../../src/kube/transport/landing-blocks.ts";

/** What is taken of the bytes when they come in pieces of these sizes, over and over. */
function read(headers: AnswerHead["headers"], bytes: Buffer, sizes: readonly number[], status = 200) {
  const body = new Http1Body({ status, headers, keepsConnection: true });
  const landing = new LandingBlocks();
  const taken: Buffer[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length && !body.isEnded; turn++) {
    const end = Math.min(bytes.length, at + (sizes[turn % sizes.length] ?? 1));
    const behind = body.take(bytes, at, end, landing);
    if (!body.isEnded) assert.equal(behind, end);
    at = behind;
    if (turn % 3 === 0) taken.push(...landing.take());
  }
  landing.end();
  while (landing.hasNews) taken.push(...landing.take());
  return { text: Buffer.concat(taken).toString("latin1"), rest: bytes.length - at, isEnded: body.isEnded, body };
}

const chunked = { "transfer-encoding": "chunked" };
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });

test("L29 HTTP/1.1: chunks give their body, however they are cut on the way, and nothing of what follows", () => {
  const piece = fc.record({
    text: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 200 }),
    extension: fc.constantFrom("", ";name=value", ' ; q="x"'),
    isUpper: fc.boolean(),
    zeros: fc.integer({ min: 0, max: 3 }),
  });
  const trailer = fc.constantFrom("", "expires: never\r\n", "a: 1\r\nb: 2\r\n");
  fc.assert(
    fc.property(fc.array(piece), trailer, fc.nat({ max: 40 }), sizes, (pieces, trailers, extra, cuts) => {
      const coded = pieces.map(({ text, extension, isUpper, zeros }) => {
        const size = "0".repeat(zeros) + text.length.toString(16);
        return `${isUpper ? size.toUpperCase() : size}${extension}\r\n${text}\r\n`;
      });
      const bytes = Buffer.from(`${coded.join("")}0\r\n${trailers}\r\n${"x".repeat(extra)}`, "latin1");
      const { text, rest, isEnded } = read(chunked, bytes, cuts);
      assert.equal(text, pieces.map((one) => one.text).join(""));
      assert.deepEqual([isEnded, rest], [true, extra]);
    }),
  );
});

test("L14 HTTP/1.1: chunks that are cut off have no end", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 60 }),
      fc.nat(),
      sizes,
      (text, cut, cuts) => {
        const whole = `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
        const bytes = Buffer.from(whole.slice(0, cut % whole.length), "latin1");
        const answer = read(chunked, bytes, cuts);
        assert.equal(answer.isEnded, false);
        assert.ok(text.startsWith(answer.text));
      },
    ),
  );
});

test("L29 HTTP/1.1: what is no chunk is told as such", () => {
  for (const bytes of ["\r\n", "xyz\r\n", "3\r\nabcd\r\n", "-1\r\n", "ffffffffffffff\r\n", "3\n\nabc"]) {
    assert.throws(() => read(chunked, Buffer.from(bytes), [100]), NotHttpError, JSON.stringify(bytes));
  }
});

test("L29 HTTP/1.1: the head tells how long a body is", () => {
  const bytes = Buffer.from("abcdef");
  const rows: readonly {
    readonly headers: AnswerHead["headers"];
    readonly status?: number;
    readonly text: string;
    readonly isEnded: boolean;
    readonly endsWithConnection: boolean;
  }[] = [
    { headers: { "content-length": "4" }, text: "abcd", isEnded: true, endsWithConnection: false },
    { headers: { "content-length": "4, 4" }, text: "abcd", isEnded: true, endsWithConnection: false },
    { headers: { "content-length": "7" }, text: "abcdef", isEnded: false, endsWithConnection: false },
    { headers: { "content-length": "0" }, text: "", isEnded: true, endsWithConnection: false },
    { headers: {}, text: "abcdef", isEnded: false, endsWithConnection: true },
    { headers: { "transfer-encoding": "identity" }, text: "abcdef", isEnded: false, endsWithConnection: true },
    { headers: chunked, status: 204, text: "", isEnded: true, endsWithConnection: false },
    { headers: { "content-length": "4" }, status: 304, text: "", isEnded: true, endsWithConnection: false },
  ];
  for (const { headers, status, text, isEnded, endsWithConnection } of rows) {
    for (const size of [1, 100]) {
      const answer = read(headers, bytes, [size], status);
      assert.deepEqual([answer.text, answer.isEnded], [text, isEnded], JSON.stringify(headers));
      assert.equal(answer.body.endsWithConnection, endsWithConnection);
    }
  }
});

test("L29 HTTP/1.1: a length that nobody can know is no length", () => {
  for (const headers of [
    { "content-length": "4, 5" },
    { "content-length": "-1" },
    { "content-length": "4e3" },
    { "content-length": "" },
    { "transfer-encoding": "gzip, chunked" },
  ]) {
    assert.throws(() => new Http1Body({ status: 200, headers, keepsConnection: true }), NotHttpError);
  }
});
