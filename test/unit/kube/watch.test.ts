import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByteStream, QueryValue, RequestOptions, WatchEvent } from "../../../src/kube/client.ts";
import { statusError } from "../../../src/kube/failures/status-error.ts";
import type { KubeList, KubeObject } from "../../../src/kube/objects.ts";
import { watchObjects } from "../../../src/kube/watch.ts";

/** One answer of the scripted server: a list, the frames of a watch (then a clean end, or a failure), or a refusal. */
type Answer =
  | { readonly list: readonly string[]; readonly version: string }
  | { readonly frames: readonly unknown[]; readonly then?: Error }
  | { readonly refusal: Error };

interface Played {
  /** What the caller saw, in words. */
  readonly events: readonly string[];
  /** What the server was asked: `list`, or `watch VERSION`. */
  readonly asked: readonly string[];
  /** Waits in between, in milliseconds. */
  readonly pauses: readonly number[];
  readonly error: unknown;
}

const added = (name: string, resourceVersion: string): unknown => frame("ADDED", name, resourceVersion);
const bookmark = (resourceVersion: string): unknown => ({
  type: "BOOKMARK",
  object: { metadata: { resourceVersion } },
});

function frame(type: string, name: string, resourceVersion: string): unknown {
  return { type, object: { metadata: { name, resourceVersion } } };
}

function refusal(status: number): Answer {
  return { refusal: statusError({ verb: "watch", path: "/api/v1/pods", status, body: "", contextFlag: "" }) };
}

/** Plays the answers in turn; after the last one the watch is aborted. */
async function play(answers: readonly Answer[]): Promise<Played> {
  const left = [...answers];
  const aborter = new AbortController();
  const asked: string[] = [];
  const pauses: number[] = [];
  const next = (question: string): Answer => {
    const answer = left.shift();
    if (answer === undefined) {
      aborter.abort(new Error("over"));
      throw aborter.signal.reason;
    }
    asked.push(question);
    if ("refusal" in answer) throw answer.refusal;
    return answer;
  };
  const source = {
    list: async (): Promise<KubeList<KubeObject>> => {
      const answer = next("list");
      assert.ok("list" in answer, "a list was not expected");
      return {
        items: answer.list.map((name) => ({ metadata: { name } })),
        metadata: { resourceVersion: answer.version },
      };
    },
    open: async ({ query }: RequestOptions): Promise<ByteStream> => {
      assert.deepEqual(pick(query), { watch: true, allowWatchBookmarks: true, labelSelector: "app=web" });
      const answer = next(`watch ${String(query?.["resourceVersion"])}`);
      assert.ok("frames" in answer, "a watch was not expected");
      return bodyOf(answer);
    },
    random: () => 1,
    pause: async (delayMs: number): Promise<void> => void pauses.push(Math.round(delayMs)),
    onNote: () => {},
  };
  const events: string[] = [];
  let error: unknown;
  try {
    for await (const event of watchObjects(source, { signal: aborter.signal, query: { labelSelector: "app=web" } })) {
      events.push(inWords(event));
    }
  } catch (caught) {
    error = caught;
  }
  return { events, asked, pauses, error };
}

function pick(query: Readonly<Record<string, QueryValue | undefined>> | undefined): Record<string, unknown> {
  const { resourceVersion: _version, timeoutSeconds, ...rest } = query ?? {};
  assert.ok(Number(timeoutSeconds) >= 300 && Number(timeoutSeconds) <= 600);
  return rest;
}

function bodyOf(answer: Extract<Answer, { frames: readonly unknown[] }>): ByteStream {
  const left = answer.frames.map((one) => [Buffer.from(`${JSON.stringify(one)}\n`)]);
  const next = async (): Promise<Buffer[] | undefined> => {
    const chunks = left.shift();
    if (chunks === undefined && answer.then !== undefined) throw answer.then;
    return chunks;
  };
  return { status: 200, headers: {}, next, [Symbol.asyncDispose]: async () => {} };
}

function inWords(event: WatchEvent<KubeObject>): string {
  if (event.type === "LISTED") return `LISTED ${event.items.map(({ metadata }) => metadata.name).join(",")}`;
  return `${event.type} ${event.object.metadata.name}`;
}

test("L6 watch: lists, then watches from the list's version", async () => {
  const { events, asked } = await play([
    { list: ["a", "b"], version: "5" },
    { frames: [added("c", "6"), frame("MODIFIED", "a", "7"), frame("DELETED", "b", "8")] },
  ]);
  assert.deepEqual(events, ["LISTED a,b", "ADDED c", "MODIFIED a", "DELETED b"]);
  assert.deepEqual(asked, ["list", "watch 5"]);
});

test("L14 watch: a clean end resumes at the last version seen, without a wait, and bookmarks count", async () => {
  const { events, asked, pauses } = await play([
    { list: [], version: "5" },
    { frames: [added("a", "6"), bookmark("90")] },
    { frames: [added("b", "91")] },
    { frames: [added("c", "92")] },
  ]);
  assert.deepEqual(events, ["LISTED ", "ADDED a", "ADDED b", "ADDED c"]);
  assert.deepEqual(asked, ["list", "watch 5", "watch 90", "watch 91"]);
  assert.deepEqual(pauses, []);
});

test("L14 watch: a cut resumes where it was, after waits that grow until something comes", async () => {
  const cut = new Error("reset");
  const { events, asked, pauses } = await play([
    { list: [], version: "5" },
    { frames: [added("a", "6")], then: cut },
    { refusal: new Error("refused") },
    { refusal: new Error("refused") },
    { frames: [added("b", "7")], then: cut },
    { frames: [] },
  ]);
  assert.deepEqual(events, ["LISTED ", "ADDED a", "ADDED b"]);
  assert.deepEqual(asked, ["list", "watch 5", "watch 6", "watch 6", "watch 6", "watch 7"]);
  assert.deepEqual(pauses.slice(0, 5), [200, 400, 800, 200, 400]);
});

const expiries: readonly { title: string; answer: Answer }[] = [
  {
    title: "as a frame",
    answer: {
      frames: [{ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired", message: "too old" } }],
    },
  },
  { title: "as the status", answer: refusal(410) },
];
for (const { title, answer } of expiries) {
  test(`L14 watch: 410 ${title} lists anew and goes on from there`, async () => {
    const { events, asked } = await play([
      { list: ["a"], version: "5" },
      answer,
      { list: ["b"], version: "50" },
      { frames: [added("c", "51")] },
    ]);
    assert.deepEqual(events, ["LISTED a", "LISTED b", "ADDED c"]);
    assert.deepEqual(asked, ["list", "watch 5", "list", "watch 50"]);
  });
}

test("L14 watch: the relist after a long outage comes soon, one 410 after another ever later", async () => {
  const away: Answer = { refusal: new Error("refused") };
  const { pauses } = await play([
    { list: [], version: "5" },
    ...[away, away, away, away],
    refusal(410),
    { list: [], version: "50" },
    refusal(410),
    { list: [], version: "60" },
  ]);
  assert.deepEqual(pauses, [200, 400, 800, 1600, 200, 400]);
});

test("L14 watch: any other ERROR frame lists anew as well, since it does not say what is lost", async () => {
  const { asked } = await play([
    { list: [], version: "5" },
    { frames: [added("a", "6"), { type: "ERROR", object: { kind: "Status", code: 500, message: "etcd" } }] },
    { list: ["a"], version: "9" },
  ]);
  assert.deepEqual(asked, ["list", "watch 5", "list"]);
});

test("L6 watch: where watch is forbidden but list is not, it lists every two seconds or so", async () => {
  const { events, asked, pauses } = await play([
    { list: ["a"], version: "5" },
    refusal(403),
    { list: ["a"], version: "6" },
    { list: ["a", "b"], version: "7" },
    { refusal: new Error("refused") },
    { list: ["b"], version: "8" },
  ]);
  assert.deepEqual(events, ["LISTED a", "LISTED a", "LISTED a,b", "LISTED b"]);
  assert.deepEqual(asked, ["list", "watch 5", "list", "list", "list", "list"]);
  assert.deepEqual(pauses.slice(0, 3), [2500, 2500, 200]);
});

test("L14 watch: a server that ends every watch at once is not asked in a busy loop", async () => {
  const empty: Answer = { frames: [] };
  const { pauses } = await play([{ list: [], version: "5" }, empty, empty, empty, empty]);
  assert.deepEqual(pauses, [200, 400, 800, 1600]);
});

test("L14 watch: a relist that fails is tried again, and does not end the watch", async () => {
  const { events, error } = await play([
    { list: ["a"], version: "5" },
    refusal(410),
    { refusal: new Error("refused") },
    { list: ["b"], version: "9" },
  ]);
  assert.deepEqual(events, ["LISTED a", "LISTED b"]);
  assert.equal(error, undefined);
});

test("L6 watch: when the first list fails, so does the watch", async () => {
  const { events, error } = await play([refusal(403)]);
  assert.deepEqual(events, []);
  assert.match(String(error), /403/);
});
