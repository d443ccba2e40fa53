import assert from "node:assert/strict";
import { test } from "node:test";
import { parseYamlDocuments, parseYamlTree, YamlError } from "../../../src/text/yaml.ts";

test("L30 YAML: a tree tells the line of everything, and scalars as they were written", () => {
  const text = '# a comment\ntail: 010\n\n"since": 10:00\nlogs:\n  exclude: [a, "b c"]\n  prefix: no\n';
  assert.deepEqual(parseYamlTree(text), {
    kind: "mapping",
    line: 2,
    entries: [
      [scalar("tail", 2), scalar("010", 2)],
      [scalar("since", 4), scalar("10:00", 4)],
      [
        scalar("logs", 5),
        {
          kind: "mapping",
          line: 6,
          entries: [
            [scalar("exclude", 6), { kind: "sequence", line: 6, items: [scalar("a", 6), scalar("b c", 6)] }],
            [scalar("prefix", 7), scalar("no", 7)],
          ],
        },
      ],
    ],
  });
});

function scalar(text: string, line: number): { kind: "scalar"; text: string; line: number } {
  return { kind: "scalar", text, line };
}

test("L30 YAML: an alias is told as one", () => {
  const tree = parseYamlTree("a: &x 1\nb: *x\n");
  assert.equal(tree?.kind === "mapping" ? tree.entries[1]?.[1].kind : undefined, "alias");
});

for (const text of ["", "# nothing but a comment\n"]) {
  test(`L30 YAML: nothing is in ${JSON.stringify(text)}`, () => {
    const tree = parseYamlTree(text);
    assert.ok(tree === undefined || (tree.kind === "scalar" && tree.text === ""));
  });
}

for (const parse of [parseYamlTree, parseYamlDocuments]) {
  test(`L31 YAML: ${parse.name} says where the text is none, and quotes nothing of it`, () => {
    assert.throws(
      () => parse("users: [{token: secret-token}\n  - nonsense: ["),
      (error) =>
        error instanceof YamlError &&
        error.line === 2 &&
        !`${error.message} ${error.stack ?? ""} ${String(error.cause)}`.includes("secret-token"),
    );
  });
}
