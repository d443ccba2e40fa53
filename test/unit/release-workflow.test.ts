import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load } from "js-yaml";
import { changesOf, withRelease } from "../../.build/release/changelog.ts";
import { root } from "../../.build/release/project.ts";
import { type Tagged, tagFaults } from "../../.build/release/tag-faults.ts";

const text = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}
const workflow = load(text) as { readonly permissions: unknown; readonly jobs: Readonly<Record<string, Job>> };

test("P1 release: every action is pinned by its commit, with the version beside it", () => {
  const used = text.split("\n").filter((line) => line.includes("uses:"));
  assert.ok(used.length >= 5);
  for (const line of used) assert.match(line, /^ +- uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test("P1 release: no job has more rights than it needs, and what runs the sources can write nothing", () => {
  assert.deepEqual(workflow.permissions, {});
  const rights = Object.entries(workflow.jobs).map(([name, { permissions }]) => [name, permissions]);
  assert.deepEqual(Object.fromEntries(rights), {
    build: { contents: "read" },
    github: { contents: "write", "id-token": "write", attestations: "write" },
    npm: { "id-token": "write" },
  });
});

test("P1 release: every npm script that it runs exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly scripts: object };
  const runs = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  const called = runs.flatMap((run) => /^npm (?:run (?:--silent )?)?(\S+)/.exec(run)?.[1] ?? []);
  const known = [...Object.keys(scripts), "pack", "publish"];
  assert.ok(called.includes("release") && called.includes("release:check"));
  assert.deepEqual(
    called.filter((name) => !known.includes(name)),
    [],
  );
});

const good: Tagged = {
  tag: "v1.2.3",
  project: { version: "1.2.3", homepage: "https://github.com/owner/name" },
  programVersion: "1.2.3",
  changelog:
    "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n### Added\n\n- A thing.\n\n## [1.2.2] - 2026-01-01\n",
  pluginManifest: "spec:\n  version: v1.2.3\n",
  repository: "owner/name",
};

const rows: readonly (readonly [why: string, changed: Partial<Tagged>, fault: RegExp | undefined])[] = [
  ["of the version of everything is released", {}, undefined],
  ["is released outside of GitHub as well", { repository: undefined }, undefined],
  ["of another version is refused", { tag: "v1.2.4" }, /^the tag is v1\.2\.4, package\.json's version is 1\.2\.3$/],
  ["without a v is refused", { tag: "1.2.3" }, /^the tag is 1\.2\.3/],
  ["is refused when the program says another", { programVersion: "1.2.2" }, /^src\/cli\/version\.ts says 1\.2\.2/],
  ["is refused when the changelog says nothing", { changelog: "## [Unreleased]\n" }, /^CHANGELOG\.md says nothing of/],
  [
    "is refused when plugin.yaml is older",
    { pluginManifest: "spec: {version: v1.2.2}" },
    /^plugin\.yaml is of v1\.2\.2/,
  ],
  ["is refused in another repository", { repository: "other/name" }, /^this is other\/name/],
];

for (const [why, changed, fault] of rows) {
  test(`P1 release: a tag ${why}`, () => {
    const faults = tagFaults({ ...good, ...changed });
    assert.equal(faults.length, fault === undefined ? 0 : 1);
    if (fault !== undefined) assert.match(faults[0] ?? "", fault);
  });
}

test("P1 release: the notes are what the changelog says of the version", () => {
  assert.equal(changesOf(good.changelog, "1.2.3"), "### Added\n\n- A thing.");
  assert.equal(changesOf(good.changelog, "1.2.2"), undefined);
});

test("P1 release: a new version takes over what was not released yet", () => {
  const changelog = withRelease("# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n", "2.0.0", "2026-02-01");
  assert.equal(changesOf(changelog, "2.0.0"), "### Added\n\n- A thing.");
  assert.match(changelog, /^## \[Unreleased\]$/m);
});
