import { join, relative } from "node:path";
import { type BuildOptions, type BuildResult, build, type OutputFile, type Plugin } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";
import { freezeCommands } from "./frozen-commands.ts";
import { nodeParts } from "./node-parts.ts";

const root = join(import.meta.dirname, "..");

/** A bundle, not yet written. */
export interface Bundle {
  readonly files: readonly OutputFile[];
  /** Files of the sources and of packages that went into it, relative to the root. */
  readonly inputs: readonly string[];
}

/** What an entry loads by need, by its file of the bundle. Everything else that it imports stands in the entry itself. */
const apart: Readonly<Record<string, string>> = {
  run: "src/cli/process-run.ts",
  names: "src/cli/completion/name-candidates.ts",
  sources: "src/cli/completion/source-candidates.ts",
};

/**
 * Bundles an entry that starts src/cli: in its own file what tells a version, help, commands and options, so that no other is read for
 * those; beside it what does the work, where all that is behind `await import()` stays in a chunk of its own.
 * @param entry By the name of its file in the bundle.
 * @throws Error when esbuild cannot; it has said why on standard error.
 */
export async function bundleEntry(entry: Readonly<Record<string, string>>, options: BuildOptions): Promise<Bundle> {
  const common = { ...bundleOptions, ...options, absWorkingDir: root, write: false, metafile: true } as const;
  const plugins = [leaveApart, freezeCommands, nodeParts];
  const results: readonly BuildResult<typeof common>[] = await Promise.all([
    build({ ...common, entryPoints: { ...entry }, splitting: false, plugins }),
    build({ ...common, entryPoints: { ...apart }, plugins: [loadTogether, nodeParts] }),
  ]);
  return {
    files: results.flatMap(({ outputFiles }) => outputFiles),
    inputs: [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))],
  };
}

/** Points the imports of what stands apart to its files of the bundle. */
const leaveApart: Plugin = {
  name: "leave-apart",
  setup(builder) {
    builder.onResolve({ filter: /^[.]/ }, ({ path, kind, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const file = relative(root, join(resolveDir, path));
      const name = Object.keys(apart).find((key) => apart[key] === file);
      return name === undefined ? undefined : { path: `./${name}.mjs`, external: true };
    });
  },
};

/** What a plain `logs` loads by need. It comes in one piece, because every file of its own costs time. */
const work: readonly string[] = ["src/cli/logs/read-logs-request.ts", "src/cli/logs/run-logs.ts"];

/** What is loaded by need where none of that work is done. */
const light: readonly string[] = [
  "src/cli/command-line.ts",
  "src/cli/completion/completion-script.ts",
  "src/cli/config/config-file.ts",
  "src/cli/config/run-config.ts",
  "src/cli/demo/run-demo.ts",
];

/**
 * Gives every file that is loaded by need the whole of the work to import: esbuild makes a chunk of what the same files need, and so few
 * chunks of all that instead of a hundred.
 */
const loadTogether: Plugin = {
  name: "load-together",
  setup(builder) {
    builder.onResolve({ filter: /^[.]/ }, ({ path, kind, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const file = relative(root, join(resolveDir, path));
      return light.includes(file) ? undefined : { path: file, namespace: withWork };
    });
    builder.onLoad({ filter: /^/, namespace: withWork }, ({ path }) => ({
      contents: [...work.map((file) => `import "./${file}";`), `export * from "./${path}";`].join("\n"),
      resolveDir: root,
    }));
  },
};

const withWork = "with-work";
