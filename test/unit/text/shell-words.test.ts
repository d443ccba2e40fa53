import assert from "node:assert/strict";
import { test } from "node:test";
import { shellWords } from "../../../src/text/shell-words.ts";

for (const [line, words] of [
  ["logs deploy/web -f", ["logs", "deploy/web", "-f"]],
  ["  logs   'web-*'  ", ["logs", "web-*"]],
  ["logs -g 'status=5.. \"x\"' ''", ["logs", "-g", 'status=5.. "x"', ""]],
  ["", []],
] as const) {
  test(`words of a command line: ${line}`, () => assert.deepEqual(shellWords(line), words));
}
