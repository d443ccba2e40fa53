import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import type { KtErrorCode } from "../../../src/errors/exit-code.ts";
import type { ContainerReading } from "../../../src/podlogs/container-reading.ts";
import { outageOf } from "../../../src/podlogs/log-failure.ts";
import { type Outage, Outages } from "../../../src/podlogs/outage.ts";
import { podObject } from "../../support/pod-objects.ts";
import { targetOf } from "../../support/targets.ts";

function outage(code: KtErrorCode, pod: string, node: string | null = "node-1"): Outage {
  const target = targetOf(pod, "main", podObject(pod, { node }));
  return outageOf(new KtError(code, "away"), { target, name: `shop/${pod}/main` } as ContainerReading);
}

const rows: readonly (readonly [code: KtErrorCode, about: string | undefined])[] = [
  ["KT_UNREACHABLE", undefined],
  ["KT_UNAUTHORIZED", undefined],
  ["KT_BUSY", undefined],
  ["KT_KUBELET_UNREACHABLE", "node node-1"],
  ["KT_API", "shop/web-1/main"],
];

for (const [code, about] of rows) {
  test(`L14 outages: ${code} is told of ${about ?? "the whole cluster"}, once until it is over`, () => {
    const outages = new Outages();
    const first = outage(code, "web-1");
    const second = outage(code, about === "shop/web-1/main" ? "web-1" : "web-2");
    assert.equal(first.about, about);
    assert.deepEqual([outages.begin(first), outages.begin(second)], [true, false]);
    assert.deepEqual([outages.end(second), outages.end(first)], [true, false]);
    assert.equal(outages.begin(first), true);
  });
}

test("L14 outages: other nodes, and what fails for one container alone, are told by themselves", () => {
  const outages = new Outages();
  const all = [
    outage("KT_KUBELET_UNREACHABLE", "web-1"),
    outage("KT_KUBELET_UNREACHABLE", "web-2", "node-2"),
    outage("KT_KUBELET_UNREACHABLE", "web-3", null),
    outage("KT_API", "web-1"),
    outage("KT_API", "web-2"),
    outage("KT_UNREACHABLE", "web-1"),
  ];
  for (const one of all) assert.equal(outages.begin(one), true, one.key);
});

test("L14 outages: one whose last container goes away before it is over is told anew the next time", () => {
  const outages = new Outages();
  const [first, second] = [outage("KT_KUBELET_UNREACHABLE", "web-1"), outage("KT_KUBELET_UNREACHABLE", "web-2")];
  assert.deepEqual([outages.begin(first), outages.begin(second)], [true, false]);
  outages.leave(first);
  assert.equal(outages.begin(outage("KT_KUBELET_UNREACHABLE", "web-3")), false);
  outages.leave(second);
  assert.equal(outages.end(second), false, "who has gone tells nothing");
  const third = outage("KT_KUBELET_UNREACHABLE", "web-4");
  assert.equal(outages.begin(third), false, "web-3 still waits");
  assert.equal(outages.end(third), true);
  outages.leave(third);
  assert.equal(outages.begin(first), true);
  outages.leave(first);
  assert.equal(outages.begin(second), true);
});
