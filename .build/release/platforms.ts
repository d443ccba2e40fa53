import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An npm package, and the bytes that it must have. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** As npm writes it: `sha512-` and base64, of the tarball. */
  readonly integrity: string;
}

/** What a release has an executable for. */
export interface Platform {
  /** As Krew and Go call them. */
  readonly os: "linux" | "darwin" | "windows";
  readonly arch: "amd64" | "arm64";
  /** Carries Node's own executable. */
  readonly node: PinnedPackage;
  /** Node of the same version that runs on Linux on amd64 and puts the executable together. */
  readonly builder: PinnedPackage;
}

/** All platforms of a release, in the order of their archives' names. */
export function readPlatforms(): readonly Platform[] {
  const builders = readPins().filter(({ os, arch, use }) => os === "linux" && arch === "amd64" && use !== "test");
  return readPins()
    .filter(({ use }) => use === "platform")
    .map(({ os, arch, ...node }) => {
      const builder = builders.find(({ version }) => version === node.version);
      if (builder === undefined) throw new Error(`no Node ${node.version} for Linux on amd64 is pinned`);
      return { os, arch, node, builder };
    });
}

/** The oldest Node that the npm package runs on, for Linux on amd64. @throws Error when none is pinned. */
export function readOldestNode(): PinnedPackage {
  const [oldest] = readPins().filter(({ use }) => use === "test");
  if (oldest === undefined) throw new Error("node-packages.json has no Node for tests");
  return oldest;
}

/** A row of node-packages.json. */
interface Pin extends PinnedPackage {
  readonly os: Platform["os"];
  readonly arch: Platform["arch"];
  /** Only those of a `platform` are shipped: a `builder` makes what has its own version of Node, a `test` runs the npm package. */
  readonly use: "platform" | "builder" | "test";
}

function readPins(): readonly Pin[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, "node-packages.json"), "utf8")) as readonly Pin[];
}
