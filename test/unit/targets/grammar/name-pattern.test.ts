import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { flagPattern, globPattern, looksLikeRegex } from "../../../../src/targets/grammar/name-pattern.ts";

const compile = (text: string): ((name: string) => boolean) => {
  const regex = new RegExp(text);
  return (name) => regex.test(name);
};

const globs: readonly (readonly [string, string, boolean])[] = [
  ["web", "web", true],
  ["web", "web-1", false],
  ["*", "", true],
  ["web-*", "web-", true],
  ["web-*", "web", false],
  ["web-?", "web-1", true],
  ["web-?", "web-12", false],
  ["*-1", "web-1", true],
  ["w*b-*1", "web-01", true],
  ["*a*b*", "xxaxxbxx", true],
  ["*a*b*", "xxbxxaxx", false],
  ["w.b", "web", false],
];

for (const [glob, name, isMatch] of globs) {
  test(`L1 globs: ${glob} ${isMatch ? "matches" : "does not match"} "${name}"`, () => {
    assert.equal(globPattern(glob).matches(name), isMatch);
  });
}

test("L1 globs: a glob matches exactly what its regular expression does", () => {
  const glob = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
  fc.assert(
    fc.property(glob, name, (text, word) => {
      const regex = new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      assert.equal(globPattern(text).matches(word), regex.test(word));
    }),
  );
});

test("L1 globs: many stars over a long name need no time to speak of", () => {
  assert.equal(globPattern(`${"*a".repeat(100)}b`).matches("a".repeat(250)), false);
});

test("L4 patterns of flags: a name, a glob, a regular expression between slashes", () => {
  assert.equal(flagPattern("container", "app", compile).exact, "app");
  assert.equal(flagPattern("container", "app-*", compile).matches("app-1"), true);
  assert.equal(flagPattern("container", "/^(app|proxy)$/", compile).matches("proxy"), true);
  assert.equal(flagPattern("container", "/^(app|proxy)$/", compile).matches("proxy2"), false);
});

for (const text of ["", "a|b", "^app", "web.*", "a b"]) {
  test(`L4 patterns of flags: "${text}" is refused, with the form that would do`, () => {
    assert.throws(
      () => flagPattern("container", text, compile),
      (error) => hasCode(error, "KT_USAGE") && (text === "" || error.hint === `--container '/${text}/'`),
    );
  });
}

test("L1 words: only stars and question marks make a glob, a dot before one a regular expression", () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ["web-*", false],
    ["web.example-?", false],
    ["web.*", true],
    ["web.?", true],
    ["web+", true],
    ["^web", true],
  ];
  for (const [word, isRegex] of rows) assert.equal(looksLikeRegex(word), isRegex, word);
});
