import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnvironmentDefaults } from "../../../../src/cli/config/environment-defaults.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";

const rows: readonly (readonly [variable: string, text: string, name: string, values: readonly string[]])[] = [
  ["KUBECTL_KT_TIMESTAMPS", "short", "timestamps", ["short"]],
  ["KUBECTL_KT_TIMESTAMPS", "true", "timestamps", ["true"]],
  ["KUBECTL_KT_TAIL_EACH", "5", "tail-each", ["5"]],
  ["KUBECTL_KT_NAMESPACE", "shop,odd", "namespace", ["shop,odd"]],
  ["KUBECTL_KT_GREP", "a{1,2}\nb", "grep", ["a{1,2}", "b"]],
  ["KUBECTL_KT_FOLLOW", "F", "follow", ["F"]],
  ["KUBECTL_KT_V", "6", "v", ["6"]],
  // Of several commands that have -o some take only text and json.
  ["KUBECTL_KT_OUTPUT", "csv", "output", ["csv"]],
  ["KUBECTL_KT_TOKEN", "abc", "token", ["abc"]],
];

for (const [variable, text, name, values] of rows) {
  test(`L30 variables: ${variable}=${JSON.stringify(text)}`, () => {
    assert.deepEqual(readEnvironmentDefaults({ [variable]: text, HOME: "/h" }), {
      values: [{ name, values, from: "variable", origin: variable }],
      unknown: [],
    });
  });
}

test("L30 variables: an empty one is not set", () => {
  assert.deepEqual(readEnvironmentDefaults({ KUBECTL_KT_COLOR: "" }), { values: [], unknown: [] });
});

test("L30 variables: one that means nothing is told with the names that are near", () => {
  assert.deepEqual(readEnvironmentDefaults({ KUBECTL_KT_TIMESTMAPS: "short", KUBECTL_KT_FILE: "a.log" }), {
    values: [],
    unknown: [
      { variable: "KUBECTL_KT_TIMESTMAPS", near: ["KUBECTL_KT_TIMESTAMPS"] },
      { variable: "KUBECTL_KT_FILE", near: [] },
    ],
  });
});

for (const [variable, text, message] of [
  ["KUBECTL_KT_COLOR", "pink", /^KUBECTL_KT_COLOR "pink" is none of auto, always, never$/],
  ["KUBECTL_KT_FOLLOW", "sure", /^KUBECTL_KT_FOLLOW "sure" is not true or false$/],
] as const) {
  test(`L31 variables: ${variable}=${text} is a usage error`, () => {
    assert.throws(
      () => readEnvironmentDefaults({ [variable]: text }),
      (error) => hasCode(error, "KT_USAGE") && message.test(error.message),
    );
  });
}
