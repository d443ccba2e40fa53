import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import type { NodeFactSet } from "../../../../src/targets/pods/node-facts.ts";
import { onlyNode, PodFilter } from "../../../../src/targets/pods/pod-filter.ts";
import type { Selection } from "../../../../src/targets/selection.ts";
import { podObject } from "../../../support/pod-objects.ts";

const compile =
  (text: string): ((name: string) => boolean) =>
  (name) =>
    new RegExp(text).test(name);
const pod = podObject("web-1", {
  node: "node-1",
  conditions: [
    { type: "Ready", status: "False" },
    { type: "PodScheduled", status: "True" },
  ],
});
const node: NodeFactSet = { zone: "eu-1a", region: "eu-1", os: "linux", arch: "arm64" };

const rows: readonly (readonly [string, Selection, boolean])[] = [
  ["nothing asked for", {}, true],
  ["--exclude-pod its name", { excludePods: ["web-1"] }, false],
  ["--exclude-pod a longer name", { excludePods: ["web-10"] }, true],
  ["--exclude-pod glob", { excludePods: ["web-*"] }, false],
  ["--exclude-pod /REGEX/", { excludePods: ["/^web-[0-9]$/"] }, false],
  ["--exclude-pod a part of its name", { excludePods: ["web"] }, false],
  ["--exclude-pod a bare regular expression", { excludePods: ["^we.*-1$"] }, false],
  ["--exclude-namespace its namespace", { excludeNamespaces: ["kube-*", "shop"] }, false],
  ["--node its node", { nodes: ["node-2", "node-1"] }, true],
  ["--node glob", { nodes: ["node-*"] }, true],
  ["--node another", { nodes: ["node-2"] }, false],
  ["--zone its zone", { zones: ["eu-1?"] }, true],
  ["--zone another", { zones: ["us-1a"] }, false],
  ["--region and --arch", { regions: ["eu-1"], architectures: ["arm64"] }, true],
  ["--os another", { operatingSystems: ["windows"] }, false],
  ["--condition ready", { conditions: ["ready"] }, false],
  ["--condition Ready=False", { conditions: ["Ready=False"] }, true],
  ["--condition twice, both must hold", { conditions: ["ready=false", "podscheduled=false"] }, false],
  ["--condition it has not", { conditions: ["example.com/x=unknown"] }, true],
];

for (const [title, selection, isKept] of rows) {
  test(`L3 ${title}: the pod is ${isKept ? "kept" : "left out"}`, () => {
    assert.equal(new PodFilter(selection, compile).accepts(pod, node), isKept);
  });
}

test("L3 --exclude-pod with the whole name of a pod leaves out no other one; what left out nothing is known", () => {
  const filter = new PodFilter({ excludePods: ["web-1", "nope"] }, compile);
  const other = podObject("web-10");
  filter.see([other, pod]);
  assert.equal(filter.accepts(other, undefined), true);
  assert.deepEqual(filter.unusedExclusions, ["web-1", "nope"]);
  assert.equal(filter.accepts(pod, node), false);
  assert.deepEqual(filter.unusedExclusions, ["nope"]);
});

test("L3 a pod without a node is on no node and in no zone", () => {
  const pending = podObject("web-2", { node: null });
  assert.equal(new PodFilter({ nodes: ["*"] }, compile).accepts(pending, undefined), false);
  assert.equal(new PodFilter({ zones: ["*"] }, compile).accepts(pending, undefined), false);
});

test("L3 facts of nodes are needed for zone, region, os and arch only", () => {
  assert.equal(new PodFilter({ nodes: ["a"], conditions: ["ready"] }, compile).needsNodeFacts, false);
  for (const flag of ["zones", "regions", "operatingSystems", "architectures"]) {
    assert.equal(new PodFilter({ [flag]: ["a"] }, compile).needsNodeFacts, true, flag);
  }
});

test("L3 a bad condition is a usage error", () => {
  for (const text of ["ready=maybe", "=true", "ready=", "a b"]) {
    assert.throws(
      () => new PodFilter({ conditions: [text] }, compile),
      (error) => hasCode(error, "KT_USAGE"),
      text,
    );
  }
});

test("L3 one node by name can be asked for at the API server, others cannot", () => {
  assert.equal(onlyNode({ nodes: ["a"] }), "a");
  for (const nodes of [[], ["a", "b"], ["a*"]]) assert.equal(onlyNode({ nodes }), undefined);
});
