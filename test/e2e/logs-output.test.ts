import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type Finished, runExecutable, runOnTerminal, runShell } from "../support/executable.ts";

let cluster: E2eCluster;

before(async () => {
  cluster = await openE2eCluster();
  for (const name of ["one", "two"]) {
    await cluster.addWriter({ name, lines: 50, linesPerSecond: 0, then: "sleep" });
    await cluster.writerDone(name);
  }
});
after(() => cluster[Symbol.asyncDispose]());

function words(...more: readonly string[]): readonly string[] {
  return ["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, ...more];
}

async function lines(...more: readonly string[]): Promise<readonly string[]> {
  const { exitCode, out, err } = await runExecutable(words(...more));
  assert.equal(exitCode, 0, err);
  assert.equal(err, "");
  return out.split("\n").slice(0, -1);
}

const message = String.raw`\S+Z [A-Z]+ id=\w+ seq=\d+ stream=stdout.*`;
const rfc3339 = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}`;

const looks: readonly (readonly [words: readonly string[], line: RegExp, why: string])[] = [
  [["one"], new RegExp(`^${message}$`), "one source needs no name"],
  [["one", "two"], new RegExp(`^(one|two) \\| ${message}$`), "what differs is shown"],
  [["one", "--prefix"], new RegExp(`^\\[pod/one/writer\\] ${message}$`), "kubectl's prefix"],
  [["one", "two", "--prefix=false"], new RegExp(`^${message}$`), "no prefix"],
  [["one", "two", "-o", "raw"], new RegExp(`^${message}$`), "only what was logged"],
  [["one", "--timestamps"], new RegExp(`^${rfc3339}Z ${message}$`), "as kubectl prints it"],
  [["one", "--timestamps=true"], new RegExp(`^${rfc3339}Z ${message}$`), "as kubectl takes it"],
  [["one", "--timestamps=false"], new RegExp(`^${message}$`), "off"],
  [["one", "--timestamps=short"], new RegExp(`^\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} ${message}$`), "short"],
  [["one", "--timestamps=unix"], new RegExp(`^\\d{10}\\.\\d{9} ${message}$`), "seconds since 1970"],
  [["one", "--timestamps=relative"], new RegExp(`^ *\\S+ ${message}$`), "how long ago"],
  [
    ["one", "--timestamps", "--timezone", "Asia/Tokyo"],
    new RegExp(`^${rfc3339}\\+09:00 ${message}$`),
    "in another zone",
  ],
  [["one", "--columns", "pod,container,message"], new RegExp(`^one writer \\| ${message}$`), "columns as asked"],
  [
    ["one", "-o", "logfmt"],
    new RegExp(`^timestamp=${rfc3339}Z( \\w+=\\S+)* pod=one container=writer instance=0 message="${message}"$`),
    "keys and values",
  ],
  [
    ["one", "two", "-o", "template={{.PodName}}/{{.ContainerName}}: {{.Message}}"],
    new RegExp(`^(one|two)/writer: ${message}$`),
    "as a template says",
  ],
  [
    ["one", "-o", "extjson"],
    /^\{"namespace": "\S+", "pod": "one", "container": "writer", "message": ".*"\}$/,
    "stern's",
  ],
  [["one", "--columns=+level"], new RegExp(`^(debug|info |warn |error) \\| ${message}$`), "how grave it is"],
  [["one", "two", "--columns=+namespace,-pod"], new RegExp(`^\\S+ \\| ${message}$`), "automatic columns changed"],
];

for (const [more, line, why] of looks) {
  test(`L10 L24 L25 output: ${more.join(" ")}: ${why}`, async () => {
    const printed = await lines(...more);
    assert.ok(printed.length >= 50);
    for (const one of printed) assert.match(one, line);
  });
}

test("L24 L26 output in a pipe has no colours, unless they are asked for", async () => {
  assert.ok((await lines("one", "two")).every((line) => !line.includes("\u001b")));
  assert.ok((await lines("one", "two", "--color", "always")).every((line) => line.includes("\u001b[")));
  const forced = await runExecutable(words("one", "two"), { env: { FORCE_COLOR: "1" } });
  assert.ok(forced.out.includes("\u001b["));
});

test("L25 -o json is one object a line with everything that is known of an entry", async () => {
  const [line = ""] = await lines("one", "-o", "json", "--head", "1");
  const entry = JSON.parse(line) as Record<string, unknown>;
  assert.match(String(entry["timestamp"]), new RegExp(`^${rfc3339}Z$`));
  assert.match(String(entry["message"]), new RegExp(`^${message}$`));
  assert.equal(entry["namespace"], cluster.namespace);
  assert.equal(entry["pod"], "one");
  assert.equal(entry["container"], "writer");
  assert.equal(typeof entry["node"], "string");
});

test("L25 -o csv has a header, and a record for each entry", async () => {
  const [header, ...records] = await lines("one", "-o", "csv", "--columns", "pod,container,message", "--tail", "2");
  assert.equal(header, "pod,container,message\r");
  assert.equal(records.length, 2);
  for (const record of records) assert.match(record, new RegExp(`^one,writer,"${message}"\r$`));
});

test("L25 L31 a template that cannot be read is a usage error that names the place", async () => {
  const { exitCode, err } = await runExecutable(words("one", "--template", "{{.PodNam}}"));
  assert.equal(exitCode, 2);
  assert.match(err, /error: --template: line 1, column 3: an entry has no field \.PodNam; did you mean \.PodName\?/);
});

test("L25 --pretty shows JSON as time, level, message and fields, and leaves other lines alone", async () => {
  const logged = `{"ts":"08:11","level":"error","msg":"cannot save","order":42,"stack":"Error: full\\n  at save"}`;
  const { out } = await runShell(`printf '%s\\n' '${logged}' 'plain' | kt logs --stdin --pretty`);
  assert.equal(out, "08:11 ERROR cannot save order=42\n    stack:\n      Error: full\n        at save\nplain\n");
});

test("L25 L31 --stream where the cluster cannot do that names the feature gate", async () => {
  const { exitCode, err } = await runExecutable(words("one", "--stream", "stderr", "--backend", "api"));
  assert.equal(exitCode, 1);
  assert.match(err, /the feature gate PodLogsQuerySplitStreams is off/);
});

test("L8 L24 on a terminal: the last ten of all with a note on older ones, columns and colours", async () => {
  const finished = await runOnTerminal(words("one", "two"));
  assert.equal(finished.exitCode, 0);
  const shown = plain(finished);
  assert.equal(shown.filter((line) => / seq=\d+ /.test(line)).length, 10);
  assert.ok(shown.some((line) => line.startsWith("kubectl kt: these are the last 10 lines; there are older ones")));
  assert.ok(shown.some((line) => line.includes("hint: --all shows them")));
  assert.ok(finished.out.includes("\u001b["));
});

test("L8 on a terminal: --all, --tail, a filter or a time say how much", async () => {
  const count = async (...more: readonly string[]): Promise<number> =>
    plain(await runOnTerminal(words("one", ...more))).filter((line) => / seq=\d+ /.test(line)).length;
  assert.equal(await count("--all"), 50);
  assert.equal(await count("--tail", "3"), 3);
  assert.equal(await count("-g", "seq=[0-9] "), 9);
  assert.equal(await count("--since", "1h"), 50);
});

test("L8 on a terminal: no note when there are no older ones", async () => {
  const finished = await runOnTerminal(words("one", "--tail", "10"));
  assert.ok(!finished.out.includes("older"));
});

test("L24 on a terminal: NO_COLOR and --color never leave no colour", async () => {
  const finished = await runOnTerminal(words("one", "two"), { env: { NO_COLOR: "1" } });
  assert.ok(!finished.out.includes("\u001b[3"));
  const never = await runOnTerminal(words("one", "two", "--color", "never"));
  assert.ok(!never.out.includes("\u001b[3"));
});

test("L31 --quiet leaves no note", async () => {
  const finished = await runOnTerminal(words("one", "two", "-q"));
  assert.ok(!finished.out.includes("kubectl kt:"));
});

test("L31 output that cannot be written is an error", { skip: process.platform !== "linux" }, async () => {
  const { out, err } = await runShell(`kt ${words("one").join(" ")} >/dev/full; echo $?`);
  assert.equal(out, "1\n");
  assert.match(
    err,
    /^kubectl kt: error: cannot write to standard output: no space left on the device\n {2}hint: df -h/,
  );
});

test("L29 -v says why and what, and never a token", async () => {
  const { exitCode, err } = await runExecutable(words("one", "--tail", "1", "-v", "6"));
  assert.equal(exitCode, 0);
  assert.match(err, /kubectl kt: debug: GET https:\/\/\S+\/pods\/one\/log\?\S+ 200 in [\d.]+ ms/);
  assert.doesNotMatch(err, /Bearer|eyJ/);
});

/** The lines of a terminal's output without colours and what moves the cursor. */
function plain({ out }: Finished): readonly string[] {
  return out.replaceAll(/\r|\u001b\[[\d;]*[A-Za-z]/g, "").split("\n");
}

test("L24 --pod-colors, --container-colors and stern's flags are taken, and colour names", async () => {
  const { exitCode, out, err } = await runExecutable(
    words("one", "two", "--color", "always", "--pod-colors", "91,92", "-d", "--only-log-lines", "--qps", "-1"),
  );
  assert.deepEqual([exitCode, err], [0, ""]);
  assert.match(out, /\x1b\[91m(one|two)\x1b\[0m/);
  assert.match(out, /\x1b\[92m(one|two)\x1b\[0m/);
});
