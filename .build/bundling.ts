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

/** What every command loads, and what those load then that read logs. */
const beforeAll: readonly string[] = ["src/cli/process-run.ts", "src/cli/command-line.ts"];
const beforeWork: readonly string[] = ["src/cli/logs/read-logs-request.ts", "src/cli/logs/run-logs.ts"];

/** What is loaded by need where not all of that is there, with what is. */
const light: Readonly<Record<string, readonly string[]>> = {
  "src/cli/config/config-file.ts": [],
  "src/cli/command-line.ts": beforeAll.slice(0, 1),
  "src/cli/completion/run-completion.ts": beforeAll,
  "src/cli/config/run-config.ts": beforeAll,
  "src/cli/demo/run-demo.ts": beforeAll,
};

/**
 * Gives every file that is loaded by need all that is loaded before it to import: esbuild makes a chunk of what the same files need, and
 * so few chunks of it all instead of a hundred, each of which would take time of its own.
 */
const loadTogether: Plugin = {
  name: "load-together",
  setup(builder) {
    const met = new Set<string>();
    builder.onResolve({ filter: /^[.]/ }, ({ path, kind, resolveDir }) =>
      kind === "dynamic-import" ? { path: relative(root, join(resolveDir, path)), namespace: withOthers } : undefined,
    );
    builder.onLoad({ filter: /^/, namespace: withOthers }, ({ path }) => {
      const others = light[path] ?? [...beforeAll, ...beforeWork];
      met.add(path);
      return {
        contents: [...others.map((file) => `import "./${file}";`), `export * from "./${path}";`].join("\n"),
        resolveDir: root,
      };
    });
    builder.onEnd(() => ({
      errors: Object.keys(light)
        .filter((file) => !met.has(file))
        .map((file) => ({ text: `.build/bundling.ts names ${file}, which nothing loads by need` })),
    }));
  },
};

const withOthers = "with-others";
