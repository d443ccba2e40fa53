import assert from "node:assert/strict";
import type { ContractCluster } from "./contract-cluster.ts";
import type { Answer } from "./plain-client.ts";

/** A question for a node's files, with what must hold of the answer. */
export interface FileCheck {
  readonly title: string;
  readonly check: (cluster: ContractCluster) => Promise<void>;
}

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z`;

/** Requests to `nodes/NAME/proxy/logs/pods/...`. */
export const fileChecks: readonly FileCheck[] = [
  row("a folder is a page of links", "", async ({ answer, container }) => {
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
    const folder = '<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n';
    assert.equal(answer.text, `${folder}<a href="0.log">0.log</a>\n</pre>\n`, container);
  }),
  row("a folder without its slash moves there", undefined, async ({ answer }) => {
    assert.equal(answer.status, 301);
    assert.equal(answer.headers["location"], "main/");
  }),
  row("a file is what the runtime wrote, with trailing zeros of times cut", "0.log", async ({ answer }) => {
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "text/x-log; charset=utf-8");
    assert.equal(answer.headers["accept-ranges"], "bytes");
    assert.match(answer.text, new RegExp(`^(${time} stdout F line \\d+\n){20}$`));
    assert.equal(Number(answer.headers["content-length"]), answer.text.length);
  }),
  row("the beginning of a file", "0.log", withRange("bytes=0-3", 206, /^\d{4}$/, /^bytes 0-3\/\d+$/)),
  row("the end of a file", "0.log", withRange("bytes=-8", 206, /^line 20\n$/, /^bytes \d+-\d+\/\d+$/)),
  row(
    "a range past the end is cut there",
    "0.log",
    withRange("bytes=5-99999", 206, /line 20\n$/, /^bytes 5-\d+\/\d+$/),
  ),
  row(
    "a range behind the end is 416 with the size",
    "0.log",
    withRange("bytes=99999-", 416, /^invalid range: failed to overlap\n$/, /^bytes \*\/\d+$/),
  ),
  row("what is no range is 416", "0.log", withRange("lines=1-2", 416, /^invalid range\n$/, /^undefined$/)),
  row("no such file is 404", "7.log", async ({ answer }) => {
    assert.equal(answer.status, 404);
    assert.equal(answer.text, "404 page not found\n");
  }),
  row("a slash behind a file moves back", "0.log/", async ({ answer }) => {
    assert.equal(answer.status, 301);
    assert.equal(answer.headers["location"], "../0.log");
  }),
  {
    title: "only GET is allowed",
    check: async (cluster) => {
      const { path } = await placeOf(cluster, "numbered");
      const answer = await cluster.client.send("POST", `${path}0.log`);
      assert.equal(answer.status, 405);
      assert.equal(answer.text, "405: Method Not Allowed");
    },
  },
  {
    title: "an empty file is 200 whatever the range",
    check: async (cluster) => {
      const { path } = await placeOf(cluster, "silent");
      const answer = await cluster.client.get(`${path}0.log`, { range: "bytes=0-9" });
      assert.equal(answer.status, 200);
      assert.equal(answer.text, "");
    },
  },
  {
    title: "long lines lie there in pieces of 16 KiB",
    check: async (cluster) => {
      const { path } = await placeOf(cluster, "long");
      const { text } = await cluster.client.get(`${path}0.log`);
      assert.deepEqual(
        text.split("\n").map((line) => [line.split(" ")[2], line.split(" ")[3]?.length]),
        [
          ["P", 16_384],
          ["P", 16_384],
          ["F", 7232],
          ["F", 5],
          [undefined, undefined],
        ],
      );
    },
  },
  {
    title: "a restarted container has a file for each of its last runs",
    check: async (cluster) => {
      const { path } = await placeOf(cluster, "crashing");
      const { text } = await cluster.client.get(path);
      assert.match(text, /<a href="[1-9]\d*\.log">/);
    },
  },
  {
    title: "a node that is not there is 404",
    check: async (cluster) => {
      const answer = await cluster.client.get("/api/v1/nodes/nosuch/proxy/logs/pods/");
      assert.equal(answer.status, 404);
      assert.partialDeepStrictEqual(answer.json, { reason: "NotFound", message: 'nodes "nosuch" not found' });
    },
  },
  {
    title: "without the right it is 403",
    check: async (cluster) => {
      const { path, node } = await placeOf(cluster, "numbered");
      const answer = await cluster.client.get(path, { "impersonate-user": "reader" });
      assert.equal(answer.status, 403);
      assert.partialDeepStrictEqual(answer.json, {
        message: `nodes "${node}" is forbidden: User "reader" cannot get resource "nodes/proxy" in API group "" at the cluster scope`,
        details: { name: node, kind: "nodes" },
      });
    },
  },
];

interface FileAnswer {
  readonly answer: Answer;
  readonly container: string;
}

function row(
  title: string,
  name: string | undefined,
  expectation: ((answer: FileAnswer) => Promise<void>) | RangeExpectation,
): FileCheck {
  return {
    title,
    check: async (cluster) => {
      const { path } = await placeOf(cluster, "numbered");
      const whole = name === undefined ? path.slice(0, -1) : `${path}${name}`;
      const headers = typeof expectation === "function" ? {} : { range: expectation.range };
      const answer = await cluster.client.get(whole, headers);
      if (typeof expectation === "function") return expectation({ answer, container: whole });
      assert.equal(answer.status, expectation.status);
      assert.match(answer.text, expectation.text);
      assert.match(String(answer.headers["content-range"]), expectation.contentRange);
    },
  };
}

interface RangeExpectation {
  readonly range: string;
  readonly status: number;
  readonly text: RegExp;
  readonly contentRange: RegExp;
}

function withRange(range: string, status: number, text: RegExp, contentRange: RegExp): RangeExpectation {
  return { range, status, text, contentRange };
}

/** The folder of the only container of a pod. */
async function placeOf(
  { client, namespace }: ContractCluster,
  pod: string,
): Promise<{ readonly path: string; readonly node: string }> {
  const { json } = await client.get(`/api/v1/namespaces/${namespace}/pods/${pod}`);
  const { metadata, spec } = json as { metadata: { uid: string }; spec: { nodeName: string } };
  const folder = `${namespace}_${pod}_${metadata.uid}`;
  return { path: `/api/v1/nodes/${spec.nodeName}/proxy/logs/pods/${folder}/main/`, node: spec.nodeName };
}
