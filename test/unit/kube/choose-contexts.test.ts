import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseContexts } from "../../../src/kube/choose-contexts.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const names = ["prod-eu", "prod-us", "stage", "odd,name", "arn:aws:eks:eu:1:cluster/a"];

const rows: readonly (readonly [written: string, chosen: readonly string[]])[] = [
  ["stage", ["stage"]],
  ["elsewhere", ["elsewhere"]],
  ["prod-eu,stage", ["prod-eu", "stage"]],
  ["prod-*", ["prod-eu", "prod-us"]],
  ["stage,prod-*,stage", ["stage", "prod-eu", "prod-us"]],
  ["prod-?s", ["prod-us"]],
  ["odd,name", ["odd,name"]],
  ["*cluster/*", ["arn:aws:eks:eu:1:cluster/a"]],
];

async function choose(written: string): Promise<readonly string[]> {
  using folder = scratchFolder();
  const contexts = names.map((name) => ({ name, context: { cluster: "c", user: "u" } }));
  const kubeconfig = folder.write("config", JSON.stringify({ contexts }));
  return await chooseContexts(written, { kubeconfig, env: {} });
}

for (const [written, chosen] of rows) {
  test(`L5 --context ${written} means ${chosen.join(" and ")}`, async () => {
    assert.deepEqual(await choose(written), chosen);
  });
}

test("L5 L31 a part of --context that means no context is an error with the names there are", async () => {
  await assert.rejects(choose("stage,dev-*"), {
    code: "KT_KUBECONFIG",
    message: /^no context is called "dev-\*" in the kubeconfig \(.*\); there are: prod-eu, prod-us, stage/,
  });
});
