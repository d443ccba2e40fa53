import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sideBySideFiles, whyAlone } from "../../.build/cluster-tests.ts";

for (const file of sideBySideFiles) {
  test(`cluster tests: ${file} may run beside others`, () => {
    assert.deepEqual(whyAlone(readFileSync(join(import.meta.dirname, "../..", file), "utf8")), []);
  });
}

for (const [text, why] of [
  ['run("-A", "-l", "app=web")', /^it looks at all namespaces: /],
  ["`kt logs --all-namespaces`", /^it looks at all namespaces: /],
  ['run("*:deploy/web")', /^it looks at all namespaces: /],
  ['run("ns/shop")', /^it looks at all namespaces: /],
  ['run("-n", "shop", `node/${node}`)', /^it looks at nodes: /],
  ['["node-logs", "node-1"]', /^it looks at nodes: /],
  ['run("loop", "--with-node", "kubelet")', /^it looks at nodes: /],
  ['["diagnose", "deploy/web"]', /^it looks at nodes: /],
  ["await using troubles = await cluster.trouble();", /^it stops or breaks something: /],
] as const) {
  test(`cluster tests: a file with ${text} must have the cluster to itself`, () => {
    assert.match(whyAlone(text).join(), why);
  });
}
