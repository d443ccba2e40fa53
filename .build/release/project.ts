import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Top folder of the checkout. */
export const root: string = join(import.meta.dirname, "../..");

/** What package.json says, the one place for each of it. */
export interface Project {
  /** Without a v. */
  readonly version: string;
  /** As `https://github.com/OWNER/NAME`. */
  readonly homepage: string;
}

/** @throws Error when package.json lacks one of them. */
export function readProject(): Project {
  const { version, homepage } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Partial<Project>;
  if (version === undefined || homepage === undefined) throw new Error("package.json has no version or no homepage");
  return { version, homepage };
}
