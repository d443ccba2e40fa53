import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./project.ts";

/**
 * The licences of everything in a bundle that others wrote, and of Node where it is part of what is shipped.
 * @param inputs files of the bundle, relative to the root.
 * @param node Node's own licence, with those of what is in it; absent where Node is not shipped.
 * @throws Error when a package has no licence file.
 */
export async function thirdPartyNotices(
  inputs: readonly string[],
  node?: { readonly version: string; readonly licence: string },
): Promise<string> {
  const packages = await Promise.all([...packageFolders(inputs)].map(packageNotice));
  const notices = packages.toSorted((a, b) => (a.title < b.title ? -1 : 1));
  if (node !== undefined) notices.push({ title: `Node.js ${node.version}`, licence: node.licence });
  const head = `kubectl-kt contains the software below, under the licences that follow.\n\n${notices.map(({ title }) => `- ${title}\n`).join("")}`;
  return [head, ...notices.map(({ title, licence }) => `${rule}\n${title}\n${rule}\n\n${licence.trim()}\n`)].join("\n");
}

const rule = "=".repeat(80);

interface Notice {
  readonly title: string;
  readonly licence: string;
}

function packageFolders(inputs: readonly string[]): ReadonlySet<string> {
  const folders = inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return new Set(folders.filter((folder) => folder !== undefined));
}

async function packageNotice(folder: string): Promise<Notice> {
  const path = join(root, folder);
  const about = JSON.parse(await readFile(join(path, "package.json"), "utf8")) as Record<string, unknown>;
  const name = (await readdir(path)).toSorted().find((file) => /^(?:licen[cs]e|copying)/i.test(file));
  const licence = name === undefined ? await licenceOf(about, folder) : await readFile(join(path, name), "utf8");
  return { title: `${String(about["name"])} ${String(about["version"])} (${String(about["license"])})`, licence };
}

/** Of a package that names its licence and does not carry the text. */
async function licenceOf({ license, author }: Record<string, unknown>, folder: string): Promise<string> {
  if (license !== "BSD-3-Clause" || typeof author !== "string") throw new Error(`${folder} has no licence file`);
  return `Copyright (c) ${author}\n\n${await readFile(join(import.meta.dirname, "bsd-3-clause.txt"), "utf8")}`;
}
