import assert from "node:assert/strict";
import { test } from "node:test";
import { labelHint } from "../../../../src/targets/explain/label-hint.ts";

const pods = [{ app: "api", tier: "back" }, { app: "web", tier: "front" }, { app: "web" }];

const rows: readonly (readonly [selector: string, hint: string | undefined])[] = [
  ["app=apii", "Did you mean app=api? Values of the label app: api, web"],
  ["app==zzz", "Values of the label app: api, web"],
  ["app in (apo,zzz)", "Did you mean app=api? Values of the label app: api, web"],
  ["app=web,tier=frnt", "Did you mean tier=front? Values of the label tier: back, front"],
  ["ap=web", "Did you mean app? No pod has a label ap; there are: app, tier"],
  ["app=web,tier=back", undefined],
  ["app!=web,app notin (api),!app", undefined],
];

for (const [selector, hint] of rows) {
  test(`L31 -l ${selector} that selects nothing: ${hint ?? "nothing to say about a single label"}`, () => {
    assert.equal(labelHint(selector, pods), hint);
  });
}

test("L31 -l where there are no pods at all has no labels to tell of", () =>
  assert.equal(labelHint("app=web", []), undefined));
