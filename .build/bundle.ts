// Bundles bin/main.ts into dist/kubectl-kt.mjs and what it loads by need.
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Bundle, bundleEntry } from "./bundling.ts";

const root = join(import.meta.dirname, "..");
const outdir = join(root, "dist");
const keepChunksMs = 60 * 60 * 1000;

// esbuild has said what is wrong when it throws; its stack trace adds nothing.
const bundle = await bundleEntry(
  { "kubectl-kt": "bin/main.ts" },
  { outdir, legalComments: "linked", logLevel: "warning" },
).catch(() => undefined);

if (bundle === undefined) process.exitCode = 1;
else await writeBundle(bundle);

async function writeBundle({ id, files: outputFiles }: Bundle): Promise<void> {
  await mkdir(outdir, { recursive: true });
  // The entry last, and by renaming: whoever starts meanwhile sees the old bundle or the new one, never half of one.
  const files = outputFiles.toSorted((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)));
  for (const file of files) {
    const partial = `${file.path}.${process.pid}.partial`;
    await writeFile(partial, file.contents);
    await rename(partial, file.path);
  }
  const current = new Set(files.map((file) => basename(file.path)));
  await removeOldFiles(outdir, (name) => !current.has(name) && /^chunk-|\.partial$/.test(name));
  const compiled = join(outdir, "compile-cache");
  await mkdir(compiled, { recursive: true });
  await removeOldFiles(compiled, (name) => !name.startsWith(id));
}

function isEntry(path: string): boolean {
  return basename(path) === "kubectl-kt.mjs";
}

/** A process that started from the last bundle may still want a chunk of it, hence the hour. */
async function removeOldFiles(folder: string, isUnused: (name: string) => boolean): Promise<void> {
  for (const name of (await readdir(folder)).filter(isUnused)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > keepChunksMs) await rm(path, { recursive: true, force: true });
  }
}
