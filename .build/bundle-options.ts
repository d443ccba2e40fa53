import type { BuildOptions } from "esbuild";
import { nodeParts } from "./node-parts.ts";

/** What every bundle of the sources has in common, wherever it will run. */
export const bundleOptions: BuildOptions = {
  outExtension: { ".js": ".mjs" },
  chunkNames: "chunk-[hash]",
  bundle: true,
  // What only some commands need is behind `await import()` and stays in a chunk of its own.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  // Parsing less is part of starting fast; names stay whole, so that a stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  alias: {
    assert: "./.build/plain-assert.ts",
    cliui: "./.build/no-help-layout.ts",
    "escalade/sync": "./.build/no-yargs-files.ts",
    module: "./.build/no-yargs-files.ts",
    "node:module": "./.build/no-yargs-files.ts",
    "string-width": "./.build/no-help-layout.ts",
  },
  plugins: [nodeParts],
};
