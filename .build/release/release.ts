// Builds what a release publishes into dist/release/: `npm run release`, or some of it: `npm run release -- linux-amd64`.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Archive, buildArchive } from "./archive.ts";
import { bundleExecutable } from "./executable-bundle.ts";
import { krewManifest } from "./krew-manifest.ts";
import { type Platform, readPlatforms } from "./platforms.ts";
import { readProject, root } from "./project.ts";
import { megabytes, writeSizeTable } from "./size-table.ts";

const { positionals: wanted, values } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
const outdir = values.out ?? join(root, "dist/release");
const all = readPlatforms();
const platforms = all.filter((platform) => wanted.length === 0 || wanted.includes(label(platform)));
const unknown = wanted.filter((word) => !all.some((platform) => label(platform) === word));

if (unknown.length === 0) await release();
else {
  process.stderr.write(`There is no platform ${unknown.join(", ")}.\nThere are: ${all.map(label).join(", ")}\n`);
  process.exitCode = 2;
}

async function release(): Promise<void> {
  const project = readProject();
  const bundle = await bundleExecutable();
  // Of a folder that somebody names, what else lies there stays.
  if (values.out === undefined) await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const built: { platform: Platform; archive: Archive }[] = [];
  for (const platform of platforms) {
    const archive = await buildArchive(platform, project.version, bundle);
    built.push({ platform, archive });
    await writeFile(join(outdir, archive.name), archive.bytes);
    process.stdout.write(`${archive.sha256}  ${archive.name}  ${megabytes(archive.bytes.length)}\n`);
  }
  const sums = built.map(({ archive }) => `${archive.sha256}  ${archive.name}\n`);
  await writeFile(join(outdir, "checksums.txt"), sums.join(""));
  const rows = built.map(({ platform, archive }) => ({ platform, sha256: archive.sha256 }));
  const manifest = krewManifest(project, rows);
  await writeFile(join(outdir, "kt.yaml"), manifest);
  // Of some platforms only, they are for a look and for tests.
  if (platforms.length < all.length || values.out !== undefined) return;
  await writeFile(join(root, "plugin.yaml"), manifest);
  await writeSizeTable(built);
}

function label({ os, arch }: Platform): string {
  return `${os}-${arch}`;
}
