import { basename } from "node:path";
import { bundleEntry } from "../bundling.ts";

/** What an executable is made of besides Node. The same sources give the same bytes, wherever the checkout lies. */
export interface ExecutableBundle {
  /** The script that Node runs: CommonJS. */
  readonly main: string;
  /** What it finds in the executable, by name. */
  readonly chunks: ReadonlyMap<string, string>;
  /** Files of the sources and of packages, relative to the root. */
  readonly inputs: readonly string[];
}

/** @throws Error when esbuild cannot bundle the sources. */
export async function bundleExecutable(): Promise<ExecutableBundle> {
  const options = { outdir: "out", legalComments: "none" } as const;
  const bundle = await bundleEntry({ "kubectl-kt": "bin/executable.ts" }, options, "release/chunk-assets.ts");
  const named = bundle.files.map(({ path, text }) => [basename(path), text] as const);
  const files = new Map(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const main = files.get(mainFile);
  if (main === undefined) throw new Error(`esbuild made no ${mainFile}`);
  files.delete(mainFile);
  return { main, chunks: files, inputs: bundle.inputs };
}

const mainFile = "kubectl-kt.mjs";
