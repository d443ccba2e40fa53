import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { buildExecutable } from "./executable.ts";
import type { ExecutableBundle } from "./executable-bundle.ts";
import { thirdPartyNotices } from "./notices.ts";
import { readPackageFiles } from "./pinned-package.ts";
import type { Platform } from "./platforms.ts";
import { root } from "./project.ts";
import { type ArchivedFile, writeTar } from "./tar-archive.ts";
import { writeZip } from "./zip-archive.ts";

/** What is published for a platform. */
export interface Archive {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly executableBytes: number;
}

/** The name of a platform's archive. */
export function archiveName({ os, arch }: Pick<Platform, "os" | "arch">, version: string): string {
  return `kubectl-kt_v${version}_${os}_${arch}.${os === "windows" ? "zip" : "tar.gz"}`;
}

/** The name of the executable in a platform's archive. */
export function executableName({ os }: Pick<Platform, "os">): string {
  return os === "windows" ? "kubectl-kt.exe" : "kubectl-kt";
}

/** Builds a platform's archive: the executable and the licences. The same input gives the same bytes. */
export async function buildArchive(platform: Platform, version: string, bundle: ExecutableBundle): Promise<Archive> {
  const executable = await buildExecutable(platform, bundle);
  const [licence] = await readPackageFiles(platform.builder, ["LICENSE"]);
  if (licence === undefined) throw new Error(`${platform.builder.name} has no LICENSE`);
  const node = { version: platform.node.version, licence: licence.toString() };
  const files: readonly ArchivedFile[] = [
    { path: executableName(platform), contents: executable, isExecutable: true },
    { path: "LICENSE", contents: await readFile(join(root, "LICENSE")) },
    { path: "THIRD-PARTY-NOTICES", contents: Buffer.from(await thirdPartyNotices(bundle.inputs, node)) },
  ];
  const bytes = platform.os === "windows" ? writeZip(files) : await promisify(gzip)(writeTar(files), { level: 9 });
  return {
    name: archiveName(platform, version),
    bytes,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    executableBytes: executable.length,
  };
}
