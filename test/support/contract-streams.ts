import assert from "node:assert/strict";
import { PlainClient } from "./plain-client.ts";
import { once } from "node:events";
import { connect, constants, type Settings } from "node:http2";
import type { ContractCluster } from "./contract-cluster.ts";
import { namesIn } from "./contract-row.ts";

/** A part of the contract that one request cannot show. */
export interface StreamCheck {
  readonly title: string;
  readonly check: (cluster: ContractCluster) => Promise<void>;
}

/** What goes on for a while. */
export const streamChecks: readonly StreamCheck[] = [
  {
    title: "a follow of a pod that says nothing has its head at once",
    check: async ({ client, namespace }) => {
      await using answer = await client.open(`/api/v1/namespaces/${namespace}/pods/silent/log?follow=true`);
      assert.equal(answer.status, 200);
      assert.match(String(answer.headers["content-type"]), /^text\/plain/);
    },
  },
  {
    title: "a follow ends properly when its pod is deleted, and the pod is 404",
    check: async (cluster) => {
      const path = `/api/v1/namespaces/${cluster.namespace}/pods/leaving`;
      await cluster.addPod("leaving");
      await using answer = await cluster.client.open(`${path}/log?follow=true`);
      await answer.until(/hello\n/);
      await cluster.removePod("leaving");
      assert.equal(await answer.end(), "hello\n");
      await untilStatus(cluster, path, 404);
      assert.equal((await cluster.client.get(`${path}/log`)).status, 404);
    },
  },
  {
    title: "sinceTime is cut to the whole second and inclusive",
    check: async ({ client, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/pods/numbered/log?timestamps=true`;
      const { text } = await client.get(path);
      const last = text.trimEnd().split("\n").at(-1)?.split(" ")[0] ?? "";
      const second = last.slice(0, 19);
      const expected = text.split(/(?<=\n)/).filter((line) => line.slice(0, 19) >= second);
      assert.equal((await client.get(`${path}&sinceTime=${last}`)).text, expected.join(""));
    },
  },
  {
    title: "a watch from a list on says what is changed, and ends in time",
    check: async (cluster) => {
      const path = `/api/v1/namespaces/${cluster.namespace}/pods`;
      const version = versionOf((await cluster.client.get(path)).json);
      const query = `watch=true&allowWatchBookmarks=true&timeoutSeconds=3&resourceVersion=${version}&labelSelector=mark`;
      await using answer = await cluster.client.open(`${path}?${query}`);
      await cluster.label("two", "mark", "1");
      await answer.until(/"type":"ADDED"/);
      await cluster.label("two", "mark", "2");
      await answer.until(/"type":"MODIFIED"/);
      const frames = parseFrames(await answer.end());
      assert.deepEqual(frames.map(({ type, object }) => [type, object.kind, object.metadata.name]).slice(0, 2), [
        ["ADDED", "Pod", "two"],
        ["MODIFIED", "Pod", "two"],
      ]);
      const last = frames.at(-1);
      assert.equal(last?.type, "BOOKMARK");
      assert.deepEqual(Object.keys(last?.object.metadata ?? {}), ["resourceVersion"]);
    },
  },
  {
    title: "a watch without a version begins with what is there",
    check: async ({ client, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/pods?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dlong`;
      const frames = parseFrames((await client.get(path)).text);
      assert.deepEqual(
        frames.map(({ type, object }) => [type, object.metadata.name]),
        [["ADDED", "long"]],
      );
    },
  },
  {
    title: "a watch for a table has a row for each object",
    check: async ({ client, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/pods?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dlong`;
      const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
      const { text } = await client.get(path, headers);
      const object = { kind: "Table", rows: [{ cells: ["long", "1/1", "Running", "0"] }] };
      assert.partialDeepStrictEqual(JSON.parse(text), { type: "ADDED", object });
    },
  },
  {
    title: "a watch that wants the first events marked gets a bookmark behind them",
    check: async ({ client, namespace }) => {
      const query =
        "watch=true&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
      const frames = parseFrames((await client.get(`/api/v1/namespaces/${namespace}/pods?${query}`)).text);
      const mark = frames.find(({ type }) => type === "BOOKMARK");
      assert.deepEqual(mark?.object.metadata.annotations, { "k8s.io/initial-events-end": "true" });
    },
  },
  {
    title: "a watch of a version that is no number is 500",
    check: async ({ client, namespace }) => {
      const answer = await client.get(`/api/v1/namespaces/${namespace}/pods?watch=true&resourceVersion=abc`);
      assert.equal(answer.status, 500);
      const message = 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax';
      assert.partialDeepStrictEqual(answer.json, { kind: "Status", message, code: 500 });
    },
  },
  {
    title: "pages of a list make the whole",
    check: async ({ client, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/pods`;
      const whole = namesIn(await client.get(path));
      const names: string[] = [];
      let more = "";
      do {
        const page = await client.get(`${path}?limit=4${more}`);
        names.push(...namesIn(page));
        const { metadata } = page.json as { metadata: { continue?: string; remainingItemCount?: number } };
        assert.equal(metadata.remainingItemCount ?? 0, whole.length - names.length);
        more = metadata.continue === undefined ? "" : `&continue=${metadata.continue}`;
      } while (more !== "");
      assert.deepEqual(names, whole);
    },
  },
  {
    title: "a review says what a user may",
    check: async ({ client, namespace }) => {
      const mayGetter = async (verb: string): Promise<unknown> => {
        const spec = { resourceAttributes: { verb, resource: "pods", namespace } };
        const body = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec };
        const headers = { "impersonate-user": "getter" };
        const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        const { status, json } = await client.send("POST", path, { body, headers });
        assert.equal(status, 201);
        return (json as { readonly status: { readonly allowed: boolean } }).status.allowed;
      };
      assert.deepEqual([await mayGetter("get"), await mayGetter("list")], [true, false]);
    },
  },
  {
    title: "a review says who one is, to who is somebody",
    check: async ({ client }) => {
      const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const { status, json } = await client.send("POST", path, { body, headers: { "impersonate-user": "getter" } });
      assert.equal(status, 201);
      const { userInfo } = (json as { readonly status: { readonly userInfo: { readonly username: string } } }).status;
      assert.equal(userInfo.username, "getter");
      const { url, ca } = client.options;
      const refused = await new PlainClient({ url, ca }).send("POST", path, { body });
      assert.equal(refused.status, 403);
      assert.match(refused.text, /User \\"system:anonymous\\" cannot create resource \\"selfsubjectreviews\\"/);
    },
  },
  {
    title: "HTTP/2 is offered, with a hundred streams on a connection",
    check: async ({ client }) => {
      const { url, ca, cert, key } = client.options;
      const session = connect(url, { ca, cert, key });
      const settings = await new Promise<Settings>((resolve, reject) => {
        session.on("error", reject);
        session.on("remoteSettings", resolve);
      });
      session.destroy();
      assert.equal(settings.maxConcurrentStreams, 100);
    },
  },
  ...[
    { who: "a token that does not count", headers: { authorization: "Bearer nosuch" }, status: 401 },
    { who: "nobody", headers: {}, status: 403 },
  ].map(({ who, headers, status }) => ({
    title: `an HTTP/2 connection is closed behind the answer to ${who}`,
    check: async ({ client }: ContractCluster) => {
      const { url, ca } = client.options;
      const session = connect(url, { ca });
      const seen: unknown[] = [];
      session.on("goaway", (code) => seen.push({ goAway: code }));
      const request = session.request({ ":path": "/api/v1/pods", ...headers });
      request.on("response", (fields) => seen.push(fields[":status"]));
      await Promise.all([once(session, "close"), once(request.resume(), "end")]);
      assert.deepEqual(seen, [{ goAway: constants.NGHTTP2_NO_ERROR }, status]);
    },
  })),
];

interface Frame {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly metadata: { readonly name?: string; readonly annotations?: Readonly<Record<string, string>> };
  };
}

function parseFrames(text: string): Frame[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Frame);
}

function versionOf(list: unknown): string {
  return (list as { readonly metadata: { readonly resourceVersion: string } }).metadata.resourceVersion;
}

async function untilStatus({ client }: ContractCluster, path: string, status: number): Promise<void> {
  while ((await client.get(path)).status !== status) await new Promise((resolve) => setTimeout(resolve, 100));
}
