import assert from "node:assert/strict";
import { test } from "node:test";
import { SourceRegistry } from "../../../../src/cli/logs/source-registry.ts";
import { targetOf } from "../../../support/targets.ts";

test("L24 sources: each instance gets the next number and what is known of it; what is not known is absent", () => {
  const registry = new SourceRegistry();
  const target = targetOf("web-1", "main");
  const first = registry.add(
    target,
    { metadata: { name: "web-1" }, spec: { nodeName: "node-1", containers: [] } },
    0,
    "c://a",
  );
  const second = registry.add(target, undefined, undefined, undefined);
  assert.deepEqual(first, {
    id: 0,
    facts: {
      context: "test",
      namespace: "shop",
      node: "node-1",
      pod: "web-1",
      podUid: "uid-of-web-1",
      container: "main",
      containerId: "c://a",
      instance: 0,
    },
  });
  assert.deepEqual([second.id, Object.keys(second.facts)], [1, ["context", "namespace", "pod", "podUid", "container"]]);
});

test("L24 sources: a change is told once; who left is still among those whose entries may come, once more", () => {
  const registry = new SourceRegistry();
  const [one, two] = [targetOf("one", "main"), targetOf("two", "main")];
  const ids = (): readonly number[] | undefined => registry.takeChange()?.map(({ id }) => id);
  assert.equal(ids(), undefined);
  registry.add(one, undefined, 0, "a");
  registry.add(two, undefined, 0, "b");
  assert.deepEqual(ids(), [0, 1]);
  assert.equal(ids(), undefined);
  registry.add(one, undefined, 1, "c");
  registry.remove(two);
  assert.deepEqual(ids(), [0, 2, 1]);
  assert.deepEqual(ids(), [0, 2]);
  assert.equal(ids(), undefined);
});

test("L6 sources: of a container that restarts for days only the last two instances are remembered", () => {
  const registry = new SourceRegistry();
  const target = targetOf("web-1", "main");
  for (let instance = 0; instance < 100; instance++) registry.add(target, undefined, instance, `c://${instance}`);
  assert.deepEqual(
    registry.takeChange()?.map(({ facts }) => facts.instance),
    [98, 99],
  );
});
