import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../../../src/cli/main.ts";
import { recordingIo } from "../../../support/recording-io.ts";

const lines = [
  '{"level":"info","msg":"item added","user":{"id":7},"status":200}',
  'level=warn msg="slow answer" status=499 took=3s',
  "Plain text without any field",
  "",
].join("\n");

async function run(words: readonly string[], isTerminal: boolean, text = lines): Promise<readonly [number, string]> {
  const io = recordingIo({ piped: [Buffer.from(text)], isTerminal, env: { NO_COLOR: "1" } });
  const exitCode = await main(["logs", "--stdin", "--no-config", ...words], io);
  return [exitCode, io.err().replace(/^kubectl kt: /u, "")];
}

/** What is said on a terminal; in a script the same, unless it is nothing. */
const rows: readonly (readonly [words: readonly string[], said: string, inScript?: string])[] = [
  [["-g", "nowhere"], "0 of 3 lines match --grep\n", ""],
  [["-g", "nowhere", "--level", "error"], "0 of 3 lines match --grep and --level\n", ""],
  [["-e", "."], "0 of 3 lines are left by --exclude\n", ""],
  [["-g", "nowhere", "--patterns"], "0 of 3 lines match --grep\n", ""],
  [["-g", "added"], ""],
  [["-g", "added", "--tail", "0"], ""],
  [["--where", "status>500"], "0 of 3 lines match --where\n", ""],
  [
    ["--where", "status<300 and usr=7"],
    '0 of 3 lines match --where; no line has the field "usr"\n  hint: did you mean user?\n',
  ],
  [["--where", "level=fatal and usr=7"], "0 of 3 lines match --where\n", ""],
  [["--where", "not exists(usr)", "--tail", "1"], 'no line has the field "usr"\n  hint: did you mean user?\n'],
  [["--fields", "levl"], 'no line has the field "levl"\n  hint: did you mean level?\n'],
  [["--fields", "user.idd", "-o", "json"], 'no line has the field "user.idd"\n  hint: did you mean user.id?\n'],
  [
    ["--fields", "level,trace,span,took"],
    'no line has the fields "trace", "span"\n  hint: there are: level, msg, user, user.id, status, took\n',
  ],
  [
    ["--fields", "level,msg,time"],
    'no line has the field "time"\n  hint: there are: level, msg, user, user.id, status, took\n',
  ],
  [["--count-by", "stauts"], 'no line has the field "stauts"\n  hint: did you mean status?\n'],
  [["--count-by", "pods"], 'no line has the field "pods"\n  hint: did you mean pod?\n'],
  [["--count-by", "Minutes,level"], 'no line has the field "Minutes"\n  hint: did you mean minute?\n'],
  [["--fields", "pods"], 'no line has the field "pods"\n  hint: there are: level, msg, user, user.id, status, took\n'],
  [["--count-by", "status"], ""],
  [["--fields", "levl", "-q"], ""],
];

for (const [words, said, inScript = said] of rows) {
  test(`L18 L20 L31 ${words.join(" ")}: what nothing was found of is said, on a terminal more than in a script`, async () => {
    assert.deepEqual(await run(words, true), [0, said]);
    assert.deepEqual(await run(words, false), [0, inScript]);
  });
}

test("L20 L31 fields of lines that have none: what fields are is said", async () => {
  const hint = "fields are those of JSON and of key=value pairs, and no line has any; --grep looks for text";
  assert.deepEqual(await run(["--fields", "msg"], false, "plain\n"), [
    0,
    `no line has the field "msg"\n  hint: ${hint}\n`,
  ]);
});

const failures: readonly (readonly [words: readonly string[], error: string, hint: string | undefined])[] = [
  [["-g", "nowhere"], "0 of 3 lines match --grep", "without --grep the same command prints all 3 lines"],
  [
    ["--where", "levl=error", "-e", "x"],
    '0 of 3 lines are left by --exclude and --where; no line has the field "levl"',
    "did you mean level?",
  ],
  [
    ["--since", "2999-01-01", "--until", "2999-02-01T00:00:00Z"],
    "there are no lines within --since 2999-01-01 and --until 2999-02-01T00:00:00Z",
    "without --since and --until the same command prints what there is",
  ],
  [["--tail", "0"], "no line was printed", undefined],
];

for (const [words, error, hint] of failures) {
  test(`L18 L31 --fail-on-empty ${words.join(" ")}: the failure names what was asked for`, async () => {
    const text = `error: ${error}, and --fail-on-empty is given\n${hint === undefined ? "" : `  hint: ${hint}\n`}`;
    const [exitCode, said] = await run([...words, "--fail-on-empty"], false);
    assert.equal(exitCode, 4);
    assert.ok(`kubectl kt: ${said}`.endsWith(`kubectl kt: ${text}`), said);
  });
}
