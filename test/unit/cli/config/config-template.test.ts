import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfigFile } from "../../../../src/cli/config/config-file.ts";
import { configTemplate } from "../../../../src/cli/config/config-template.ts";
import { optionsOf } from "../../../../src/cli/outlines/command-outline.ts";
import { logsOutline } from "../../../../src/cli/outlines/logs.ts";
import { parseYamlTree } from "../../../../src/text/yaml.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("L30 config init: all of it is comments", () => {
  const tree = parseYamlTree(configTemplate());
  assert.ok(tree === undefined || (tree.kind === "scalar" && tree.text === ""));
  for (const line of configTemplate().split("\n")) assert.match(line, /^(?:#.*)?$/);
});

test("L30 config init: with every # taken off an option it is a config file without a fault, of each option once", async () => {
  using folder = scratchFolder();
  const path = folder.write("config.yaml", configTemplate().replaceAll(/^#(?=[a-z])/gm, ""));
  const values = await readConfigFile({ path, isNamed: true }, (text) => text);
  const names = values.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
  for (const { name, defaultFrom, isCompatible } of optionsOf(logsOutline)) {
    assert.equal(names.includes(name), defaultFrom === undefined && isCompatible !== true, name);
  }
});
