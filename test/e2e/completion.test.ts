import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { runCompletion, runExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

let cluster: E2eCluster;
let folder: ScratchFolder;
/** Two contexts of the same cluster, in the namespaces `shop` and `odd`. */
let two: string;

before(async () => {
  cluster = await openE2eCluster();
  folder = scratchFolder();
  const named = { cluster: { server: cluster.server } };
  two = folder.write(
    "two-contexts",
    JSON.stringify({
      clusters: ["east", "west"].map((name) => ({ name, ...named })),
      users: ["jane", "joe"].map((name) => ({ name, user: {} })),
      contexts: ["prod-east", "prod-west"].map((name) => ({ name, context: { cluster: "east", user: "jane" } })),
    }),
  );
});
after(async () => {
  await cluster[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

interface Row {
  readonly title: string;
  readonly words: readonly string[];
  /** Lines that must be among the answer's. */
  readonly offered: readonly string[];
  readonly notOffered?: RegExp;
}

const rows: readonly Row[] = [
  {
    title: "pods of the namespace, and types",
    words: ["-n", "shop", ""],
    offered: ["db-0", "db-1", "deploy/\tDeployment", "sts/\tStatefulSet", ":4"],
    notOffered: /^(?:mixed|shop:)/m,
  },
  {
    title: "pods that begin so",
    words: ["-n", "shop", "db-"],
    offered: ["db-0", "db-1", ":4"],
    notOffered: /web|deploy/,
  },
  { title: "a long form of a type", words: ["-n", "shop", "statef"], offered: ["statefulset/\tStatefulSet", ":6"] },
  { title: "a plural", words: ["-n", "shop", "deployments"], offered: ["deployments/\tDeployment", ":6"] },
  { title: "names of a type", words: ["-n", "shop", "svc/"], offered: ["svc/web", "svc/db", ":4"] },
  { title: "names of several namespaces", words: ["-n", "shop,odd", ""], offered: ["db-0", "mixed"] },
  { title: "names of all namespaces", words: ["-A", ""], offered: ["db-0", "mixed"] },
  { title: "namespaces in a list", words: ["-n", "odd,sho"], offered: ["odd,shop", ":4"] },
  { title: "a namespace before a source", words: ["od"], offered: ["odd:", ":6"] },
  { title: "sources of another namespace", words: ["odd:mix"], offered: ["odd:mixed", ":4"] },
  { title: "containers of a pod", words: ["odd:mixed/"], offered: ["odd:mixed/main", ":4"] },
  { title: "containers of a service's pods", words: ["shop:svc/web/"], offered: ["shop:svc/web/web", ":4"] },
  {
    title: "containers of what is on the line already",
    words: ["shop:deploy/api", "-c", ""],
    offered: ["server", "proxy", ":4"],
  },
  {
    title: "containers of all pods where nothing is",
    words: ["-n", "shop", "--exclude-container", ""],
    offered: ["server", "db", ":4"],
  },
  {
    title: "a source that is there already not again",
    words: ["-n", "shop", "db-0", "db-"],
    offered: ["db-1"],
    notOffered: /db-0/,
  },
  { title: "labels' keys", words: ["-n", "shop", "-l", "ap"], offered: ["app=", ":6"] },
  { title: "labels' values", words: ["-n", "shop", "-l", "app=w"], offered: ["app=web", ":4"] },
  { title: "nodes", words: ["--node", ""], offered: [":4"] },
];

for (const { title, words, offered, notOffered } of rows) {
  test(`L30 completion offers ${title}: logs ${words.join(" ")}`, async () => {
    const { exitCode, out, err } = await runCompletion(["logs", "--kubeconfig", cluster.kubeconfig, ...words]);
    assert.deepEqual([exitCode, err], [0, ""]);
    const lines = out.split("\n");
    for (const line of offered) assert.ok(lines.includes(line), out);
    if (notOffered !== undefined) assert.doesNotMatch(out, notOffered);
  });
}

const ofKubeconfig: readonly (readonly [words: readonly string[], out: string])[] = [
  [["--context", "prod"], "prod-east\nprod-west\n:4\n"],
  [["--context", "prod-east,p"], "prod-east,prod-west\n:4\n"],
  [["--cluster=e"], "east\n:4\n"],
  [["--user", ""], "jane\njoe\n:4\n"],
];

for (const [words, expected] of ofKubeconfig) {
  test(`L30 completion offers names of the kubeconfig: logs ${words.join(" ")}`, async () => {
    const { out } = await runCompletion(["logs", "--kubeconfig", two, ...words]);
    assert.equal(out, expected);
  });
}

test("L30 completion: what is wrong with the cluster is not said, but in the file that kubectl's completion has for it", async () => {
  const debug = join(folder.path, "debug");
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "--server", "https://127.0.0.1:1", "deploy/"];
  const { exitCode, out, err } = await runCompletion(words, { env: { BASH_COMP_DEBUG_FILE: debug } });
  assert.deepEqual([exitCode, out, err], [0, ":4\n", ""]);
  assert.match(readFileSync(debug, "utf8"), /cannot reach the API server https:\/\/127\.0\.0\.1:1/);
});

test("L30 completion: who may not list pods gets types and names that may be listed, and no error", async () => {
  const kubeconfig = await cluster.userKubeconfig("logsWithoutList", ["shop"]);
  const { exitCode, out, err } = await runCompletion(["logs", "--kubeconfig", kubeconfig, "-n", "shop", "st"]);
  assert.deepEqual([exitCode, out, err], [0, "sts/\tStatefulSet\n:6\n", ""]);
});

for (const shell of ["bash", "zsh", "fish", "powershell"]) {
  test(`L30 completion: a script for ${shell}, which names what it completes`, async () => {
    const { exitCode, out, err } = await runExecutable(["completion", shell, "--name", "k-t"]);
    assert.deepEqual([exitCode, err], [0, ""]);
    assert.match(out, /__complete/);
    assert.match(out, /\bk-t\b/);
  });
}

const mistakes: readonly (readonly [words: readonly string[], message: RegExp, hint: RegExp])[] = [
  [[], /takes the name of one shell/, /kubectl kt completion bash/],
  [["bsh"], /"bsh" is none of bash, zsh, fish, powershell/, /did you mean kubectl kt completion bash\?/],
  [["bash", "--name", "a;b"], /--name "a;b" is no name of a command/, /--name kt/],
];

for (const [words, message, hint] of mistakes) {
  test(`L31 usage: kubectl kt completion ${words.join(" ")}`, async () => {
    const { exitCode, out, err } = await runExecutable(["completion", ...words]);
    assert.deepEqual([exitCode, out], [2, ""]);
    assert.match(err, message);
    assert.match(err, hint);
  });
}
