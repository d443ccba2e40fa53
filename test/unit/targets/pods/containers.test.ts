import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { ContainerFilter, containersOf } from "../../../../src/targets/pods/containers.ts";
import type { Selection } from "../../../../src/targets/selection.ts";
import { podObject } from "../../../support/pod-objects.ts";

const compile =
  (text: string): ((name: string) => boolean) =>
  (name) =>
    new RegExp(text).test(name);
const pod = podObject("mixed", {
  init: ["setup"],
  sidecars: ["mesh"],
  containers: ["app", "proxy"],
  ephemeral: ["debugger"],
  states: { app: { running: {} }, setup: { terminated: { exitCode: 0 } }, proxy: { waiting: { reason: "x" } } },
});

test("L4 all containers in the order in which they start, each with its kind", () => {
  assert.deepEqual(
    containersOf(pod).map(({ name, kind }) => `${name} ${kind}`),
    ["setup init", "mesh sidecar", "app regular", "proxy regular", "debugger ephemeral"],
  );
});

const rows: readonly (readonly [string, Selection, string])[] = [
  ["no flag", {}, "setup mesh app proxy debugger"],
  ["--container", { containers: ["app"] }, "app"],
  ["--container twice", { containers: ["app", "p*"] }, "app proxy"],
  ["--container /REGEX/", { containers: ["/^(app|mesh)$/"] }, "mesh app"],
  ["--exclude-container", { excludeContainers: ["mesh", "/^deb/"] }, "setup app proxy"],
  ["--container and --exclude-container", { containers: ["*p*"], excludeContainers: ["proxy"] }, "setup app"],
  ["--init-containers=false", { initContainers: false }, "app proxy debugger"],
  ["--ephemeral-containers=false", { ephemeralContainers: false }, "setup mesh app proxy"],
  ["--container-state running", { containerStates: ["Running"] }, "app"],
  ["--container-state waiting, also without a status", { containerStates: ["waiting"] }, "mesh proxy debugger"],
  ["--container-state two", { containerStates: ["running", "terminated"] }, "setup app"],
  ["--container-state all", { containerStates: ["all"] }, "setup mesh app proxy debugger"],
];

for (const [title, selection, names] of rows) {
  test(`L4 ${title}: ${names}`, () => {
    const filter = new ContainerFilter(selection, compile);
    const kept = containersOf(pod).filter(
      (container) => filter.isWanted(container.name, undefined) && !filter.isLeftOut(pod, container),
    );
    assert.equal(kept.map(({ name }) => name).join(" "), names);
  });
}

test("L4 a container named in the source counts before --container", () => {
  const filter = new ContainerFilter({ containers: ["app"] }, compile);
  const ofSource = { text: "proxy", matches: (name: string) => name === "proxy" };
  assert.equal(filter.isWanted("proxy", ofSource), true);
  assert.equal(filter.isWanted("app", ofSource), false);
});

test("L4 a state that is none is a usage error", () => {
  assert.throws(
    () => new ContainerFilter({ containerStates: ["crashed"] }, compile),
    (error) => hasCode(error, "KT_USAGE") && error.message.includes("running, waiting, terminated"),
  );
});
