import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NotHttpError } from "../../../../src/kube/transport/exchange.ts";
import { HeadReader, requestHead } from "../../../../src/kube/transport/http1-head.ts";

test("L29 HTTP/1.1: a request says its path, its host and its headers", () => {
  const head = requestHead("GET", "/api/v1/pods?limit=500", {
    host: "server:6443",
    accept: "application/json",
    "impersonate-group": ["a", "b"],
  });
  assert.equal(
    head.toString(),
    "GET /api/v1/pods?limit=500 HTTP/1.1\r\nhost: server:6443\r\naccept: application/json\r\n" +
      "impersonate-group: a\r\nimpersonate-group: b\r\n\r\n",
  );
});

test("L29 HTTP/1.1: nothing that a user gives can become another header or another request", () => {
  const rows = [
    { path: "/a b", headers: {} },
    { path: "/a\r\nx: y", headers: {} },
    { path: "/", headers: { "impersonate-user": "a\r\nauthorization: b" } },
    { path: "/", headers: { "impersonate-user": "a\nb" } },
    { path: "/", headers: { "impersonate-user": "a\0" } },
    { path: "/", headers: { "impersonate-extra: x": "a" } },
    { path: "/", headers: { "impersonate-group": ["a", "b\r\n"] } },
  ];
  for (const { path, headers } of rows) assert.throws(() => requestHead("GET", path, headers), JSON.stringify(headers));
});

test("L29 HTTP/1.1: the head of an answer is the same however it is cut on the way", () => {
  const text =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nVia: a\r\nvia:b\r\nWarning: one\r\n  two\r\nEmpty:\r\n\r\nbody";
  const headers = { "content-type": "text/plain", via: "a, b", warning: "one two", empty: "" };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
      const reader = new HeadReader();
      for (let at = 0, turn = 0; ; turn++) {
        const end = at + (sizes[turn % sizes.length] ?? 1);
        const read = reader.push(Buffer.from(text.slice(at, end)));
        if (read === undefined) {
          at = end;
          continue;
        }
        assert.deepEqual(read.head, { status: 200, headers, keepsConnection: true });
        assert.equal(text.slice(at + read.behind), "body");
        return;
      }
    }),
  );
});

test("L29 HTTP/1.1: an answer of HTTP/1.0, or without a reason, is one", () => {
  const rows = [
    { text: "HTTP/1.0 404 Not Found\r\n\r\n", status: 404, keepsConnection: false },
    { text: "HTTP/1.1 503\r\n\r\n", status: 503, keepsConnection: true },
    { text: "HTTP/1.1 200 \r\n\r\n", status: 200, keepsConnection: true },
  ];
  for (const { text, status, keepsConnection } of rows) {
    assert.deepEqual(new HeadReader().push(Buffer.from(text))?.head, { status, headers: {}, keepsConnection });
  }
});

test("L31 HTTP/1.1: what is no answer is told as soon as that shows", () => {
  for (const text of [
    "SSH-2.0-OpenSSH_9.2\r\n",
    "\x15\x03\x01\x00\x02",
    "HTTP/2.0 200 OK\r\n\r\n",
    "HTTP/1.1 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\n: nothing\r\n\r\n",
    `HTTP/1.1 200 OK\r\nx: ${"y".repeat(300 * 1024)}`,
  ]) {
    assert.throws(() => new HeadReader().push(Buffer.from(text)), NotHttpError, text.slice(0, 40));
  }
});
