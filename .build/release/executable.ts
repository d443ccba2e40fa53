import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stripElf } from "./elf-strip.ts";
import type { ExecutableBundle } from "./executable-bundle.ts";
import { signMacho } from "./macho-signature.ts";
import { unsignPe } from "./pe-unsign.ts";
import { readPackageFiles } from "./pinned-package.ts";
import type { PinnedPackage, Platform } from "./platforms.ts";

const run = promisify(execFile);

/**
 * The self-contained executable of a platform: Node's own with the bundle in it.
 * @throws Error when a package cannot be had, or Node cannot put the executable together.
 */
export async function buildExecutable(platform: Platform, bundle: ExecutableBundle): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "kubectl-kt-release-"));
  try {
    const node = await readOnly(platform.node, platform.os === "windows" ? "bin/node.exe" : "bin/node");
    await writeFile(join(folder, "node"), prepare(node, platform));
    await writeFile(join(folder, "builder"), await readOnly(platform.builder, "bin/node"), { mode: 0o755 });
    await writeBundle(folder, bundle);
    await run(join(folder, "builder"), ["--build-sea", "sea.json"], { cwd: folder, env: {} });
    const executable = await readFile(join(folder, "kubectl-kt"));
    return platform.os === "darwin" ? signMacho(executable, "kubectl-kt") : executable;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readOnly(pinned: PinnedPackage, path: string): Promise<Buffer> {
  const [contents] = await readPackageFiles(pinned, [path]);
  if (contents === undefined) throw new Error(`${pinned.name}@${pinned.version} has no ${path}`);
  return contents;
}

/** Apple's signature goes when Node writes the bundle into the file. */
function prepare(node: Buffer, { os }: Platform): Buffer {
  if (os === "linux") return stripElf(node);
  return os === "windows" ? unsignPe(node) : node;
}

/** All paths are relative, because they become part of the executable. */
async function writeBundle(folder: string, { main, chunks }: ExecutableBundle): Promise<void> {
  await mkdir(join(folder, "chunks"));
  for (const [name, code] of chunks) await writeFile(join(folder, "chunks", name), code);
  await writeFile(join(folder, "kubectl-kt.cjs"), main);
  const configuration = {
    main: "kubectl-kt.cjs",
    mainFormat: "commonjs",
    executable: "node",
    output: "kubectl-kt",
    disableExperimentalSEAWarning: true,
    // Node forbids compiled code of one platform on another, and it is not the same from one build to the next.
    useCodeCache: false,
    useSnapshot: false,
    // As in bin/kubectl-kt: a smaller room for new things keeps the memory of a long follow small.
    execArgv: ["--max-semi-space-size=8"],
    // What NODE_OPTIONS says is meant for the user's own programs.
    execArgvExtension: "none",
    assets: Object.fromEntries([...chunks.keys()].map((name) => [name, `chunks/${name}`])),
  };
  await writeFile(join(folder, "sea.json"), JSON.stringify(configuration));
}
