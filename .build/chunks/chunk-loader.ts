import type { Script } from "node:vm";

type Load = (name: string) => unknown;
type Chunk = (require: Load, module: { exports: unknown }, exports: unknown, moduleUrl: string) => void;

/**
 * What gives the exports of chunks, each a script that is a function (`toChunk` in bundling.ts). A chunk is run when it is first asked for,
 * by `./` and its file's name.
 * @param moduleUrl What `import.meta.url` is in them.
 * @param compile Makes the script of a chunk.
 */
export function chunkLoader(moduleUrl: string, compile: (name: string) => Script): Load {
  const loaded = new Map<string, { exports: unknown }>();
  const load: Load = (name) => {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    (compile(name).runInThisContext() as Chunk)(load, module, module.exports, moduleUrl);
    return module.exports;
  };
  return load;
}
