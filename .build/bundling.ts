import { createHash } from "node:crypto";
import { basename, join, relative } from "node:path";
import { type BuildOptions, build, type OutputFile, type Plugin, transform } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";
import { freezeCommands } from "./frozen-commands.ts";
import { nodeParts } from "./node-parts.ts";

const root = join(import.meta.dirname, "..");

/** A file of it. */
export type BundledFile = Pick<OutputFile, "path" | "text" | "contents">;

/** A bundle, not yet written. */
export interface Bundle {
  /** The same for the same chunks, and for no others. */
  readonly id: string;
  readonly files: readonly BundledFile[];
  /** Files of the sources and of packages that went into it, relative to the root. */
  readonly inputs: readonly string[];
}

/** Where chunks come from: files beside the entry, or an executable of which they are a part. */
export type ChunkLoader = "chunks/chunk-scripts.ts" | "release/chunk-assets.ts";

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
 * @param loader What loads in the entry what stands apart: a file of .build that exports `loadChunk`.
 * @throws Error when esbuild cannot; it has said why on standard error.
 */
export async function bundleEntry(
  entry: Readonly<Record<string, string>>,
  options: BuildOptions,
  loader: ChunkLoader = "chunks/chunk-scripts.ts",
): Promise<Bundle> {
  const common = { ...bundleOptions, ...options, absWorkingDir: root, write: false, metafile: true } as const;
  const parts = await build({
    ...common,
    outExtension: { ".js": ".cjs" },
    entryPoints: { ...apart },
    plugins: [loadTogether, nodeParts],
  });
  const chunks = await Promise.all(parts.outputFiles.map(toChunk));
  const id = idOf(chunks);
  const first = await build({
    ...common,
    entryPoints: { ...entry },
    splitting: false,
    define: { bundleId: JSON.stringify(id) },
    plugins: [leaveApart(loader), freezeCommands, nodeParts],
  });
  return {
    id,
    files: [...first.outputFiles, ...chunks],
    inputs: [...new Set([first, parts].flatMap(({ metafile }) => Object.keys(metafile.inputs)))],
  };
}

/** Lets the entry load what stands apart by a loader. */
const leaveApart = (loader: ChunkLoader): Plugin => ({
  name: "leave-apart",
  setup(builder) {
    builder.onResolve({ filter: /^[.]/ }, ({ path, kind, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const file = relative(root, join(resolveDir, path));
      const name = Object.keys(apart).find((key) => apart[key] === file);
      return name === undefined ? undefined : { path: name, namespace: loadedByNeed };
    });
    builder.onLoad({ filter: /^/, namespace: loadedByNeed }, ({ path }) => ({
      contents: `module.exports = require("./.build/${loader}").loadChunk("./${path}.cjs");`,
      resolveDir: root,
    }));
  },
});

const loadedByNeed = "loaded-by-need";

/**
 * The file as a script that is a function of `require`, `module`, `exports` and `moduleUrl`. Node's loader of modules takes a millisecond for
 * each file, and of the code that it has compiled it keeps no function.
 */
async function toChunk(file: OutputFile): Promise<BundledFile> {
  if (!file.path.endsWith(".cjs")) return file;
  const { code } = await transform(file.text, {
    format: "cjs",
    platform: "node",
    target: "node24",
    minifySyntax: true,
    minifyWhitespace: true,
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "moduleUrl" },
  });
  const text = `(function(require,module,exports,moduleUrl){${code}\n})\n`;
  return { path: file.path, text, contents: Buffer.from(text) };
}

function idOf(files: readonly BundledFile[]): string {
  const hash = createHash("sha256");
  for (const { path, contents } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(basename(path)).update("\0").update(contents);
  }
  return hash.digest("hex").slice(0, 16);
}

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
