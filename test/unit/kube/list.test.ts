import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestOptions } from "../../../src/kube/client.ts";
import { statusError, type StatusError } from "../../../src/kube/failures/status-error.ts";
import { listAllPages, type ListPage } from "../../../src/kube/list.ts";
import type { KubeObject } from "../../../src/kube/objects.ts";

const { signal } = new AbortController();
const named = (name: string): KubeObject => ({ metadata: { name } });

function expired(): StatusError {
  return statusError({ verb: "list", path: "/api/v1/pods", status: 410, body: "", contextFlag: "" });
}

/** Gives the pages in turn, and notes what was asked. */
function pager(answers: readonly (ListPage<KubeObject> | StatusError)[]): {
  getPage: (options: RequestOptions) => Promise<ListPage<KubeObject>>;
  asked: unknown[];
} {
  const left = [...answers];
  const asked: unknown[] = [];
  const getPage = async ({ query }: RequestOptions): Promise<ListPage<KubeObject>> => {
    asked.push(query?.["continue"]);
    const answer = left.shift();
    assert.ok(answer !== undefined, "one page too many was asked for");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { getPage, asked };
}

test("L6 list: all pages together, with the version of the list", async () => {
  const { getPage, asked } = pager([
    { items: [named("a"), named("b")], metadata: { resourceVersion: "7", continue: "x" } },
    { items: [named("c")], metadata: { resourceVersion: "7", continue: "" } },
  ]);
  const list = await listAllPages(getPage, { signal, query: { labelSelector: "app=web" } });
  assert.deepEqual(list, { items: [named("a"), named("b"), named("c")], metadata: { resourceVersion: "7" } });
  assert.deepEqual(asked, [undefined, "x"]);
});

test("L6 list: an empty list, also one whose items are null", async () => {
  const { getPage } = pager([{ items: null, metadata: { resourceVersion: "7" } }]);
  assert.deepEqual(await listAllPages(getPage, { signal }), { items: [], metadata: { resourceVersion: "7" } });
});

test("L14 list: 410 amid paging starts anew, and nothing of the first attempt is left", async () => {
  const { getPage, asked } = pager([
    { items: [named("old")], metadata: { resourceVersion: "7", continue: "x" } },
    expired(),
    { items: [named("new")], metadata: { resourceVersion: "9" } },
  ]);
  const list = await listAllPages(getPage, { signal });
  assert.deepEqual(list, { items: [named("new")], metadata: { resourceVersion: "9" } });
  assert.deepEqual(asked, [undefined, "x", undefined]);
});

test("L14 list: a server that never keeps a version long enough is an error in the end", async () => {
  const { getPage } = pager(Array.from({ length: 5 }, expired));
  await assert.rejects(listAllPages(getPage, { signal }), /410/);
});
