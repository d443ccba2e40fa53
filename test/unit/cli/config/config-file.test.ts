import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readConfigFile } from "../../../../src/cli/config/config-file.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { type ScratchFolder, scratchFolder } from "../../../support/scratch-folder.ts";

const atHome = (path: string): string => path.replace(/^~/, "/home/jane");
let folder: ScratchFolder;
before(() => {
  folder = scratchFolder();
});
after(() => folder[Symbol.dispose]());

test("L30 config file: defaults for all commands and for one, values in every form, with their lines", async () => {
  const path = folder.write(
    "good.yaml",
    [
      "# mine",
      "color: never",
      "context: [prod-a, prod-b]",
      "quiet: true",
      "timestamps:",
      "logs:",
      "  tail: 50",
      "  exclude-container:",
      "    - istio-proxy",
      "    - linkerd-proxy",
      "  columns: [pod, message]",
      '  grep: "a, b"',
      "demo: {for: 5s}",
      "kubeconfig: ~/clusters",
      "",
    ].join("\n"),
  );
  const values = await readConfigFile({ path, isNamed: true }, atHome);
  const shown = values.map((value) => [
    value.command ?? "",
    value.name,
    ...value.values,
    value.origin.replace(path, ""),
  ]);
  assert.deepEqual(shown, [
    ["", "color", "never", ", line 2"],
    ["", "context", "prod-a,prod-b", ", line 3"],
    ["", "quiet", "true", ", line 4"],
    ["", "timestamps", "", ", line 5"],
    ["logs", "tail", "50", ", line 7"],
    ["logs", "exclude-container", "istio-proxy", "linkerd-proxy", ", line 8"],
    ["logs", "columns", "pod,message", ", line 11"],
    ["logs", "grep", "a, b", ", line 12"],
    ["demo", "for", "5s", ", line 13"],
    ["", "kubeconfig", "/home/jane/clusters", ", line 14"],
  ]);
});

for (const text of ["", "# only a comment\n", "logs:\n"]) {
  test(`L30 config file: nothing is set by ${JSON.stringify(text)}`, async () => {
    const path = folder.write("empty.yaml", text);
    assert.deepEqual(await readConfigFile({ path, isNamed: true }, atHome), []);
  });
}

const faults: readonly (readonly [text: string, message: RegExp, hint: RegExp])[] = [
  ["color: never\ntimestmaps: short\n", /line 2: kubectl kt has no option "timestmaps"/, /did you mean timestamps\?/],
  ["--tail: 5\n", /line 1: kubectl kt has no option "--tail"/, /did you mean tail\?/],
  ["lgos:\n  tail: 5\n", /line 1: kubectl kt has no option "lgos"/, /did you mean logs\?/],
  ["demo:\n  tail: 5\n", /line 2: kubectl kt demo has no option "tail"/, /kubectl kt demo --help/],
  ["color: pink\n", /line 1: color "pink" is none of auto, always, never/, /example: auto/],
  ["color: alway\n", /line 1: color "alway" is none of/, /did you mean always\?/],
  ["follow: yes\n", /line 1: follow "yes" is not true or false/, /example: true/],
  ["v: much\n", /line 1: v "much" is not a level/, /example: 1/],
  ["tail:\n", /line 1: "tail" has no value/, /example: tail: N/],
  ["tail: [1, 2]\n", /line 1: "tail" takes one value/, /example: tail: N/],
  ["grep: {a: b}\n", /line 1: "grep" takes one value or a list of values/, /example: grep: REGEX/],
  ["grep: [a, [b]]\n", /line 1: "grep" takes one value or a list of values/, /example/],
  ["since: &x 5m\nuntil: *x\n", /line 2: "until" takes one value/, /example/],
  ["tail: 1\nlogs:\n  tail: 2\n  tail: 3\n", /line 4/, /./],
  ["file: a.log\n", /line 1: "file" has no default/, /--file/],
  ["dry-run: true\n", /line 1: "dry-run" has no default/, /--dry-run/],
  ["token: hidden-secret\n", /line 1: "token" is not read from a file/, /its variable/],
  ["- tail\n", /line 1: the file must hold options/, /tail: 100/],
  ["logs: 5\n", /line 1: logs must hold options/, /tail: 100/],
  ["logs: [\n  a: b\n", /line \d: this is not YAML/, /tail: 100/],
];

for (const [text, message, hint] of faults) {
  test(`L31 config file: ${JSON.stringify(text)} is told with file, line and what may have been meant`, async () => {
    const path = folder.write("bad.yaml", text);
    await assert.rejects(readConfigFile({ path, isNamed: true }, atHome), (error) => {
      assert.ok(hasCode(error, "KT_USAGE"));
      assert.ok(error.message.startsWith(`${path}, line `), error.message);
      assert.match(error.message, message);
      assert.match(error.hint ?? "", hint);
      assert.doesNotMatch(error.message + (error.hint ?? ""), /hidden-secret/);
      return true;
    });
  });
}

test("L30 config file: a usual one need not be there, one that was named must", async () => {
  const path = `${folder.path}/absent.yaml`;
  assert.deepEqual(await readConfigFile({ path, isNamed: false }, atHome), []);
  await assert.rejects(readConfigFile({ path, isNamed: true }, atHome), /absent\.yaml: there is no such file/);
});
