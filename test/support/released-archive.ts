import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { archiveName } from "../../.build/release/archive.ts";
import { readProject } from "../../.build/release/project.ts";

/** Where `npm run test:release` builds what its tests look at: Linux on amd64 only. */
const folder: string = join(import.meta.dirname, "../../dist/release-test");

/** The archive that users of Linux on amd64 get. */
export const releasedArchive: string = join(folder, archiveName({ os: "linux", arch: "amd64" }, readProject().version));

/** The manifest that the build wrote for Krew, of that platform only. */
export const releasedManifest: string = join(folder, "kt.yaml");

/** What checksums.txt says of each file. */
export function releasedChecksums(): Readonly<Record<string, string>> {
  const lines = readFileSync(join(folder, "checksums.txt"), "utf8").trimEnd().split("\n");
  return Object.fromEntries(lines.map((line) => line.split("  ")).map(([sum = "", name = ""]) => [name, sum]));
}

/** Its sum, in hexadecimal. */
export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Unpacks the archive with the system's own tar. */
export function unpackReleased(into: string): void {
  execFileSync("tar", ["-xzf", releasedArchive, "-C", into]);
}
