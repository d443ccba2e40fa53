import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { parseSource, type SourceExpression } from "../../../../src/targets/grammar/source-expression.ts";

const understood: readonly (readonly [string, Omit<SourceExpression, "text">])[] = [
  ["web", { form: "pods", name: "web" }],
  ["web-0", { form: "pods", name: "web-0" }],
  ["web-*", { form: "pods", name: "web-*" }],
  ["*", { form: "pods", name: "*" }],
  ["web-[0-9]{1,3}", { form: "pods", name: "web-[0-9]{1,3}" }],
  ["web-(0|1)$", { form: "pods", name: "web-(0|1)$" }],
  ["shop:web", { form: "pods", namespace: "shop", name: "web" }],
  ["*:web", { form: "pods", namespace: "*", name: "web" }],
  ["prod-*:deploy/web", { form: "typed", namespace: "prod-*", type: "deploy", name: "web" }],
  ["re:^web", { form: "regex", name: "^web" }],
  ["shop:re:^web", { form: "regex", namespace: "shop", name: "^web" }],
  ["re:^web/app", { form: "regex", name: "^web", container: "app" }],
  ["(?:a|b)-1", { form: "pods", name: "(?:a|b)-1" }],
  ["[[:alpha:]]+", { form: "pods", name: "[[:alpha:]]+" }],
  ["shop:(?:a|b)", { form: "pods", namespace: "shop", name: "(?:a|b)" }],
  ["web.*/app", { form: "pods", name: "web.*", container: "app" }],
  ["web-*/app-?", { form: "pods", name: "web-*", container: "app-?" }],
  ["deploy/web", { form: "typed", type: "deploy", name: "web" }],
  ["deploy/*", { form: "typed", type: "deploy", name: "*" }],
  ["Deployment/web", { form: "typed", type: "Deployment", name: "web" }],
  ["deployments.v1.apps/web/app", { form: "typed", type: "deployments.v1.apps", name: "web", container: "app" }],
  ["shop:svc/web/*", { form: "typed", namespace: "shop", type: "svc", name: "web", container: "*" }],
  ["node/ip-10-0-0-1.ec2.internal", { form: "typed", type: "node", name: "ip-10-0-0-1.ec2.internal" }],
  ["rollout/web/app", { form: "typed", type: "rollout", name: "web", container: "app" }],
  ["rollout/web", { form: "pod-or-typed", type: "rollout", name: "web" }],
  ["./app", { form: "pod-or-typed", type: ".", name: "app" }],
  ["web-0/app", { form: "pod-or-typed", type: "web-0", name: "app" }],
];

for (const [text, expression] of understood) {
  test(`L1 grammar: ${text} is ${expression.form} ${expression.type ?? ""} ${expression.name}`, () => {
    assert.deepEqual(parseSource(text), { text, ...expression });
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  ["", /is not a source/],
  ["shop:", /is not a source/],
  ["deploy/", /is not a source/],
  ["/web", /is not a source/],
  ["web//app", /is not a source/],
  ["a/b/c/d", /is not a source/],
  ["web-*/a/b", /is not a source/],
  ["Shop:web", /is not a source/],
  ["deploy/web|api", /is not a source/],
  ["web/app:1", /is not a source/],
  ["deploy/web/(app)", /is not a source/],
];

for (const [text, message] of refused) {
  test(`L1 grammar: "${text}" is refused as a usage error`, () => {
    assert.throws(
      () => parseSource(text),
      (error) => hasCode(error, "KT_USAGE") && message.test(error.message) && error.message.includes("TYPE/NAME"),
    );
  });
}

for (const [text, hint] of [
  ["/var/log/app.log", "A saved log: kubectl kt logs --file /var/log/app.log"],
  ["./app.log", "A saved log: kubectl kt logs --file ./app.log"],
  ["../logs/web", "A saved log: kubectl kt logs --file ../logs/web"],
  ["deploy/web,sts/db", "Several sources stand apart: deploy/web sts/db"],
  ["web-0,web-1", "Several sources stand apart: web-0 web-1"],
  ["/web/", "For pods, a regular expression: re:web"],
] as const) {
  test(`L1 L31 grammar: "${text}" is refused with what was meant`, () => {
    assert.throws(() => parseSource(text), { code: "KT_USAGE", hint });
  });
}

test("L1 grammar: whatever is written is understood or refused as usage, never anything else", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "B", "0", "-", ".", "*", "?", ":", "/", "(", "|", "[", "re:", " ") }),
      (text) => {
        try {
          assert.equal(parseSource(text).text, text);
        } catch (error) {
          assert.ok(hasCode(error, "KT_USAGE"), String(error));
        }
      },
    ),
  );
});
