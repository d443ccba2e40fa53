import assert from "node:assert/strict";
import { test } from "node:test";
import { environmentLine, storyLines } from "../../../../src/cli/demo/show-scenario.ts";
import { demoOutline } from "../../../../src/cli/outlines/demo.ts";
import { allScenarios } from "../../../../src/demo/scenarios/all-scenarios.ts";

test("P4 demo: help and completion name the scenarios that there are", () => {
  assert.deepEqual(
    demoOutline.operandChoices?.map(({ name }) => name),
    [...allScenarios.keys()],
  );
});

test("P4 demo: the kubeconfig is set as the system's usual shell does it", () => {
  assert.equal(environmentLine("/tmp/a/demo.yaml", "linux"), "export KUBECONFIG=/tmp/a/demo.yaml");
  assert.equal(environmentLine("/tmp/my files/demo.yaml", "darwin"), "export KUBECONFIG='/tmp/my files/demo.yaml'");
  assert.equal(environmentLine("C:\\Temp\\demo.yaml", "win32"), "$env:KUBECONFIG = 'C:\\Temp\\demo.yaml'");
  assert.equal(environmentLine("C:\\O'Neil\\demo.yaml", "win32"), "$env:KUBECONFIG = 'C:\\O''Neil\\demo.yaml'");
});

test("P4 demo: the story is readable on a terminal of any width, and of none", () => {
  const story = "word ".repeat(60).trim();
  for (const [columns, widest] of [
    [0, 60],
    [80, 80],
    [300, 100],
  ] as const) {
    const lengths = storyLines(story, columns).map((line) => line.length);
    assert.ok(Math.max(...lengths) <= widest && Math.max(...lengths) > widest - 6, String(columns));
  }
});
