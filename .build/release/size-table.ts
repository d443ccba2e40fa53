import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "./archive.ts";
import type { Platform } from "./platforms.ts";
import { root } from "./project.ts";

const path = join(root, "docs/releasing.md");
const begin = "<!-- sizes: written by npm run release -->\n";
const end = "<!-- end of sizes -->\n";

/** Writes the sizes of the archives into docs/releasing.md. */
export async function writeSizeTable(
  built: readonly { readonly platform: Platform; readonly archive: Archive }[],
): Promise<void> {
  const rows = built.map(
    ({ platform: { os, arch, node }, archive }) =>
      `| ${os} | ${arch} | ${node.version} | ${megabytes(archive.bytes.length)} | ${megabytes(archive.executableBytes)} |\n`,
  );
  const table = `| System | Processor | Node | Archive | Executable |\n| --- | --- | --- | --- | --- |\n${rows.join("")}`;
  const text = await readFile(path, "utf8");
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start === -1 || stop === -1) throw new Error(`${path} has no place for the sizes`);
  await writeFile(path, `${text.slice(0, start + begin.length)}\n${table}\n${text.slice(stop)}`);
}

/** A size as people read it. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
