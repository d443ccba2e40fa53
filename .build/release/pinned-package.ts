import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { runNpm } from "./npm.ts";
import type { PinnedPackage } from "./platforms.ts";
import { readTar } from "./tar-archive.ts";
import { root } from "./project.ts";

const cache = join(root, "node_modules/.cache/kubectl-kt-release");

/**
 * Files of a pinned npm package, from the cache or else through npm.
 * @param paths within the package.
 * @returns the contents, in the order of `paths`; undefined for what the package does not have.
 * @throws Error when npm cannot get it, or the tarball has other bytes than those that are pinned.
 */
export async function readPackageFiles(
  pinned: PinnedPackage,
  paths: readonly string[],
): Promise<readonly (Buffer | undefined)[]> {
  const tar = await promisify(gunzip)(await readTarball(pinned));
  const files = new Map(readTar(tar).map(({ path, contents }) => [path.replace(/^[^/]+\//, ""), contents]));
  return paths.map((path) => files.get(path));
}

async function readTarball(pinned: PinnedPackage): Promise<Buffer> {
  const path = join(cache, `${pinned.name}-${pinned.version}.tgz`);
  const cached = await readFile(path).catch(() => undefined);
  if (cached !== undefined && isIntact(cached, pinned)) return cached;
  const bytes = await fetchTarball(pinned);
  // By renaming: another build may read it at the same time.
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, bytes);
  await rename(partial, path);
  return bytes;
}

async function fetchTarball(pinned: PinnedPackage): Promise<Buffer> {
  const folder = join(cache, `fetched-${process.pid}-${pinned.name}-${pinned.version}`);
  await mkdir(folder, { recursive: true });
  try {
    const words = ["pack", `${pinned.name}@${pinned.version}`, "--silent", "--ignore-scripts"];
    await runNpm([...words, "--pack-destination", folder], folder);
    const bytes = await readFile(join(folder, `${pinned.name}-${pinned.version}.tgz`));
    if (!isIntact(bytes, pinned))
      throw new Error(`${pinned.name}@${pinned.version} is not what node-packages.json pins`);
    return bytes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isIntact(bytes: Buffer, { integrity }: PinnedPackage): boolean {
  return integrity === `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}
