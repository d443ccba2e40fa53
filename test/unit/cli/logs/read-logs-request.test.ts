import assert from "node:assert/strict";
import { test } from "node:test";
import type { Amount } from "../../../../src/cli/logs/amount.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { logsRequestOf } from "../../../support/logs-request-of.ts";

const lastTen: Amount["merged"] = { kind: "last", entries: 10, isDefault: true };
const all: Amount["merged"] = { kind: "all" };

const amounts: readonly {
  readonly title: string;
  readonly words: readonly string[];
  readonly isTerminal?: boolean;
  readonly merged: Amount["merged"];
}[] = [
  { title: "everything in a pipe, as kubectl does", words: ["web"], merged: all },
  { title: "the last ten on a terminal", words: ["web"], isTerminal: true, merged: lastTen },
  { title: "everything as JSON on a terminal", words: ["web", "-o", "json"], isTerminal: true, merged: all },
  { title: "everything as raw bytes on a terminal", words: ["web", "-o", "raw"], isTerminal: true, merged: all },
  { title: "everything that matches on a terminal", words: ["web", "-g", "x"], isTerminal: true, merged: all },
  { title: "everything not excluded on a terminal", words: ["web", "-e", "x"], isTerminal: true, merged: all },
  { title: "everything since a time on a terminal", words: ["web", "--since", "1h"], isTerminal: true, merged: all },
  { title: "everything until a time on a terminal", words: ["web", "--before", "1h"], isTerminal: true, merged: all },
  { title: "everything with --all", words: ["web", "--all"], isTerminal: true, merged: all },
  { title: "everything with kubectl's --tail -1", words: ["web", "--tail", "-1"], isTerminal: true, merged: all },
  { title: "everything of the last lines of each", words: ["web", "--tail-each", "5"], isTerminal: true, merged: all },
  { title: "the last ten before a follow, in a pipe too", words: ["web", "-f"], merged: lastTen },
  { title: "the last ten that match before a follow", words: ["web", "-f", "-g", "x"], merged: lastTen },
  { title: "everything since a time before a follow", words: ["web", "-f", "--since", "1m"], merged: all },
  { title: "everything of what is followed until it is done", words: ["web", "-f", "--exit-on-complete"], merged: all },
  {
    title: "the last N of what is followed until it is done",
    words: ["web", "-f", "--exit-on-complete", "--tail", "3"],
    merged: { kind: "last", entries: 3, isDefault: false },
  },
  { title: "everything before a follow with --all", words: ["web", "-f", "--all"], merged: all },
  { title: "the last N", words: ["web", "--tail", "3"], merged: { kind: "last", entries: 3, isDefault: false } },
  { title: "none with --tail 0", words: ["web", "--tail=0"], merged: { kind: "last", entries: 0, isDefault: false } },
  {
    title: "the last N since a time",
    words: ["web", "--since", "1h", "--tail", "3"],
    merged: { kind: "last", entries: 3, isDefault: false },
  },
  { title: "the first N", words: ["web", "--head", "3"], merged: { kind: "first", entries: 3 } },
  {
    title: "the first N, whatever kubectl's --tail -1 says",
    words: ["web", "--head", "3", "--tail=-1"],
    merged: { kind: "first", entries: 3 },
  },
];

for (const { title, words, isTerminal, merged } of amounts) {
  test(`L8 amount: ${title}`, async () => {
    const request = await logsRequestOf(words, { isTerminal: isTerminal ?? false });
    assert.deepEqual(request.amount.merged, merged);
  });
}

const mistakes: readonly (readonly [words: readonly string[], message: RegExp, hint: RegExp])[] = [
  [[], /nothing says which logs to read/, /kubectl kt logs deploy\/web/],
  [["-n", "shop"], /nothing says which logs to read/, /kubectl kt logs '\*' -n shop$/],
  [["web", "--tail", "abc"], /--tail "abc" is not a whole number/, /--tail 100/],
  [["web", "--tail=1.5"], /--tail "1.5" is not a whole number/, /--tail 100/],
  [["web", "--tail=-2"], /--tail "-2" is below -1/, /--tail 100/],
  [["web", "--tail", "5", "--head", "5"], /--head and --tail cannot go together/, /--tail/],
  [["web", "--all", "--tail", "5"], /--all and --tail cannot go together/, /--all/],
  [["web", "--all", "--head", "5"], /--all and --head cannot go together/, /--all/],
  [["web", "--head", "5", "-f"], /--head and --follow cannot go together: a follow has no end/, /-f --tail/],
  [["web", "--since", "soon"], /--since "soon" is neither a duration nor a time/, /--since 1h30m/],
  [
    ["web", "--since", "5"],
    /--since "5" is neither a duration nor a time/,
    /^examples: --since 5s, --since 5m, --since 5h/,
  ],
  [["web", "--since", "1700000000"], /--since "1700000000" is neither/, /^examples: --since @1700000000/],
  [["web", "--since", ""], /--since is empty/, /--since 1h30m/],
  [["web", "--since", "-5m"], /--since "-5m" is negative/, /90s/],
  [["web", "--since-time", "1h"], /--since-time "1h" is not a time in RFC 3339/, /--since/],
  [["web", "--since", "1h", "--since-time", "2026-11-21T10:00:00Z"], /--since and --since-time/, /--since takes times/],
  [["web", "--since", "1h", "--until", "2h"], /--since "1h" is later than --until "2h"/, /would be from/],
  [
    ["web", "--after", "2026-11-21T10:00:01Z", "--before", "2026-11-21T10:00:00Z"],
    /--after ".*" is later than --before ".*"/,
    /would be from/,
  ],
  [
    ["web", "--since", "1h", "--until", "2026-13-21T10:00:00Z"],
    /--until "2026-13-21T10:00:00Z" is neither/,
    /examples/,
  ],
  [["web", "--timezone", "Berlin"], /--timezone "Berlin" is not a time zone/, /Europe\/Berlin/],
  [["web", "--follow=maybe"], /--follow=maybe: a switch is true or false/, /--follow=false/],
  [["web", "-f", "--no-follow"], /--follow and --no-follow/, /leave one/],
  [["web", "-f", "--until", "1m"], /--follow and --until cannot go together/, /leave out -f/],
  [["web", "-f", "-p"], /--follow and --previous cannot go together/, /--instances all/],
  [["web", "-p", "--instances", "all"], /--previous and --instances all/, /--instances all/],
  [["web", "--instances", "al"], /--instances "al" is none of current, previous, all/, /did you mean --instances all/],
  [["web", "--wait-for-new"], /--wait-for-new says how a follow ends/, /add -f/],
  [["web", "-f", "--reorder-window", "5"], /--reorder-window "5" is not a duration/, /90s/],
  [["web", "-f", "--reorder-window", "5m"], /longer than a minute/, /--reorder-window 1s/],
  [["web", "--max-streams", "-1"], /--max-streams "-1" is below 0/, /--max-streams/],
  [["web", "-o", "yaml"], /-*output "yaml" is none of text, raw, json/, /example/],
  [
    ["web", "-o", "jsno"],
    /--output "jsno" is none of text, raw, json, logfmt, csv, template=TEXT/,
    /did you mean -o json\?/,
  ],
  [["web", "--color", "alway"], /--color "alway" is none of/, /did you mean --color always/],
  [["web", "--timestamps=shrt"], /--timestamps "shrt" is none of/, /did you mean --timestamps=short\?/],
  [["web", "--columns", "pod,mesage"], /there is no column "mesage"/, /message/],
  [["web", "--columns", "pod", "-o", "json"], /--columns and -o json cannot go together/, /leave out/],
  [["web", "--columns", "pod", "--fields", "x"], /--fields and --columns without message/, /^--columns pod,message$/],
  [["web", "--columns=-message", "--pretty"], /--pretty and --columns without message/, /^leave -message out/],
  [["web", "--timestamps", "-o", "raw"], /--timestamps and -o raw cannot go together/, /leave out/],
  [["web", "--columns", "pod", "-o", "template={{.Message}}"], /--columns and -o template cannot go/, /leave out/],
  [["web", "--template", "x", "-o", "csv"], /a template and -o csv cannot go together/, /leave out/],
  [["web", "--template", "x", "--template-file", "y"], /--template and --template-file cannot go together/, /leave/],
  [["web", "--pretty", "-o", "json"], /--pretty and -o json cannot go together/, /leave out/],
  [["web", "-o", "template"], /-o template says no template/, /--template-file FILE/],
  [["web", "--template-file", "/no/such"], /--template-file \/no\/such cannot be read: no such file/, /ls -l/],
  [["web", "--prefix", "-o", "raw"], /--prefix and -o raw cannot go together/, /leave out/],
  [["web", "--request-timeout", "soon"], /--request-timeout "soon" is not a duration/, /90s/],
  [["web", "--as-user-extra", "scopes"], /--as-user-extra "scopes" is not KEY=VALUE/, /scopes=view/],
  [["web", "--dry-run", "--prompt"], /--dry-run and --prompt cannot go together/, /leave one/],
];

for (const [words, message, hint] of mistakes) {
  test(`L31 bad input: logs ${words.join(" ")}`, async () => {
    await assert.rejects(
      logsRequestOf(words),
      (error) => hasCode(error, "KT_USAGE") && message.test(error.message) && hint.test(error.hint ?? ""),
    );
  });
}

test("L7 window: whether a relative and an absolute time are in order is left to the server's clock", async () => {
  const words = ["web", "--since", "1h", "--until", "2026-11-21T08:00:00Z"];
  const request = await logsRequestOf(words, { nowMs: () => Date.parse("2026-11-21T12:00:00Z") });
  assert.deepEqual(request.window, {
    since: "1h",
    sinceTime: undefined,
    after: undefined,
    until: "2026-11-21T08:00:00Z",
    before: undefined,
  });
});

test("L3 selection: flags that may be repeated or hold commas become lists", async () => {
  const words = ["web", "db-*/postgres", "-n", "a,b", "-n", "c", "--node=n1,n2", "-c", "/a,b/", "-c", "web"];
  const { selection } = await logsRequestOf(words);
  assert.deepEqual(selection.sources, ["web", "db-*/postgres"]);
  assert.deepEqual(selection.namespaces, ["a", "b", "c"]);
  assert.deepEqual(selection.nodes, ["n1", "n2"]);
  assert.deepEqual(selection.containers, ["/a,b/", "web"]);
});

for (const words of [
  ["-l", "app=web"],
  ["-A"],
  ["--field-selector", "x=y"],
  ["--node", "n1"],
  ["-c", "web"],
  ["--condition", "ready=false"],
]) {
  test(`L1 selection: ${words.join(" ")} selects without a source`, async () => {
    assert.deepEqual((await logsRequestOf(words)).selection.sources, []);
  });
}

test("L3 selection: facts of nodes are asked for only when a column shows them", async () => {
  assert.equal((await logsRequestOf(["web"])).selection.wantNodeFacts, false);
  assert.equal((await logsRequestOf(["web", "--columns", "node,message"])).selection.wantNodeFacts, false);
  assert.equal((await logsRequestOf(["web", "--columns=+zone"])).selection.wantNodeFacts, true);
});

test("L29 connection: kubectl's global flags", async () => {
  const { connection } = await logsRequestOf([
    ...["web", "--context", "c", "--cluster=k", "--user", "u", "-s", "https://x:1", "--as", "jane", "--as-group", "a"],
    ...["--as-group", "b", "--as-user-extra", "scopes=view", "--as-user-extra=scopes=edit", "--request-timeout", "5"],
    "--insecure-skip-tls-verify",
  ]);
  assert.equal(connection.context, "c");
  assert.equal(connection.cluster, "k");
  assert.equal(connection.user, "u");
  assert.equal(connection.server, "https://x:1");
  assert.equal(connection.as, "jane");
  assert.deepEqual(connection.asGroups, ["a", "b"]);
  assert.deepEqual(connection.asUserExtra, { scopes: ["view", "edit"] });
  assert.equal(connection.requestTimeoutMs, 5000);
  assert.equal(connection.insecureSkipTlsVerify, true);
});

test("L4 compatibility: flags of kubectl, stern and Kubetail that say what already is are accepted", async () => {
  const request = await logsRequestOf([
    ...[
      "web",
      "--all-containers",
      "--all-pods=true",
      "--ignore-errors",
      "--max-log-requests=5",
      "--no-follow",
      "--force",
    ],
    ...[
      "--pod-running-timeout",
      "20s",
      "--insecure-skip-tls-verify-backend",
      "--cache-dir",
      "/tmp",
      "--timestamps=true",
    ],
  ]);
  assert.equal(request.isKubeletUnchecked, true);
  assert.equal(request.output.timestamps, "rfc3339");
  assert.deepEqual(request.amount, { merged: all, lastOfEach: undefined, limitBytes: undefined });
});
