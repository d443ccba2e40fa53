import { basename } from "node:path";
import { build, type OutputFile, transform } from "esbuild";
import { bundleOptions } from "../bundle-options.ts";
import { bundleEntry } from "../bundling.ts";
import { root } from "./project.ts";

/** What an executable is made of besides Node. The same sources give the same bytes, wherever the checkout lies. */
export interface ExecutableBundle {
  /** The script that Node runs: CommonJS. */
  readonly loader: string;
  /** What the loader finds in the executable, by name. */
  readonly chunks: ReadonlyMap<string, string>;
  /** Files of the sources and of packages, relative to the root. */
  readonly inputs: readonly string[];
}

/** @throws Error when esbuild cannot bundle the sources. */
export async function bundleExecutable(): Promise<ExecutableBundle> {
  const options = { outdir: "out", legalComments: "none" } as const;
  const [bundle, loader] = await Promise.all([
    bundleEntry({ "kubectl-kt": "bin/executable.ts" }, options),
    build({
      ...bundleOptions,
      ...options,
      absWorkingDir: root,
      entryPoints: [".build/release/chunk-loader.ts"],
      splitting: false,
      format: "cjs",
      write: false,
    }),
  ]);
  const chunks = await Promise.all(bundle.files.map(toLoadedChunk));
  return {
    loader: textOf(loader.outputFiles),
    chunks: new Map(chunks.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    inputs: bundle.inputs,
  };
}

/** As chunk-loader.ts runs it: a body of a function with `require`, `module`, `exports` and `moduleUrl`. */
async function toLoadedChunk({ path, text }: OutputFile): Promise<[string, string]> {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node26",
    minifySyntax: true,
    minifyWhitespace: true,
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "moduleUrl" },
  });
  return [basename(path), code];
}

function textOf([file]: readonly OutputFile[]): string {
  if (file === undefined) throw new Error("esbuild made nothing of the loader");
  return file.text;
}
