import assert from "node:assert/strict";
import { load } from "js-yaml";

/** What Krew takes from a plugin's manifest. */
export interface KrewManifest {
  readonly name: string;
  /** With a v. */
  readonly version: string;
  readonly homepage: string;
  readonly shortDescription: string;
  readonly description: string;
  readonly platforms: readonly KrewPlatform[];
}

/** What Krew takes from one row. */
export interface KrewPlatform {
  readonly os: string;
  readonly arch: string;
  readonly uri: string;
  readonly sha256: string;
  readonly files: readonly { readonly from: string; readonly to: string }[];
  readonly bin: string;
}

/**
 * Reads a manifest and holds it to the rules of Krew's own `internal/index/validation` and of what its reviewers ask for.
 * @throws AssertionError when a rule is broken.
 */
export function parseKrewManifest(text: string): KrewManifest {
  const { apiVersion, kind, metadata, spec } = objectOf(load(text));
  assert.equal(apiVersion, "krew.googlecontainertools.github.com/v1alpha2");
  assert.equal(kind, "Plugin");
  const name = textOf(objectOf(metadata)["name"]);
  assert.match(name, /^[a-z][a-z0-9-]*$/);
  const about = objectOf(spec);
  const manifest: KrewManifest = {
    name,
    version: textOf(about["version"]),
    homepage: textOf(about["homepage"]),
    shortDescription: textOf(about["shortDescription"]),
    description: textOf(about["description"]),
    platforms: listOf(about["platforms"]).map(parsePlatform),
  };
  assert.match(manifest.version, /^v\d+\.\d+\.\d+(?:-[\w.]+)?$/);
  assert.match(manifest.shortDescription, /^[^\n.]{10,50}$/);
  for (const line of manifest.description.split("\n")) assert.ok(line.length <= 80, line);
  const selectors = manifest.platforms.map(({ os, arch }) => `${os}/${arch}`);
  assert.equal(new Set(selectors).size, selectors.length, "no machine has two rows");
  return manifest;
}

function parsePlatform(value: unknown): KrewPlatform {
  const { selector, uri, sha256, files, bin } = objectOf(value);
  const labels = objectOf(objectOf(selector)["matchLabels"]);
  assert.deepEqual(Object.keys(labels).toSorted(), ["arch", "os"]);
  const platform: KrewPlatform = {
    os: textOf(labels["os"]),
    arch: textOf(labels["arch"]),
    uri: textOf(uri),
    sha256: textOf(sha256),
    files: listOf(files).map((file) => ({ from: textOf(objectOf(file)["from"]), to: textOf(objectOf(file)["to"]) })),
    bin: textOf(bin),
  };
  assert.match(platform.uri, /^https:\/\/\S+\.(?:zip|tar\.gz)$/);
  assert.match(platform.sha256, /^[0-9a-f]{64}$/);
  const installed = platform.files.map(({ from }) => from);
  assert.ok(installed.includes(platform.bin), "the program is installed");
  assert.ok(installed.includes("LICENSE"), "the licence is installed");
  assert.equal(platform.bin.endsWith(".exe"), platform.os === "windows");
  return platform;
}

function objectOf(value: unknown): Record<string, unknown> {
  assert.ok(typeof value === "object" && value !== null && !Array.isArray(value));
  return { ...value };
}

function listOf(value: unknown): readonly unknown[] {
  assert.ok(Array.isArray(value) && value.length > 0);
  return value;
}

function textOf(value: unknown): string {
  assert.ok(typeof value === "string" && value !== "");
  return value;
}
