import assert from "node:assert/strict";
import { test } from "node:test";
import { environmentLine } from "../../../../src/cli/demo/show-scenario.ts";
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
  assert.equal(environmentLine("C:\\Temp\\demo.yaml", "win32"), "$env:KUBECONFIG = 'C:\\Temp\\demo.yaml'");
});
