// Stands in the bundle's entry and loads what is beside it.
import { readFileSync } from "node:fs";
import { Script } from "node:vm";
import { chunkLoader } from "./chunk-loader.ts";
import { CompiledCode } from "./compiled-code.ts";

/** Written by esbuild (bundling.ts). */
declare const bundleId: string;

const folder = import.meta.dirname;
const code = new CompiledCode(`${folder}/compile-cache`, bundleId);
const scripts = new Map<string, Script>();

process.once("exit", (exitCode) => code.keep(scripts, exitCode === 0));

/** What a chunk of the bundle exports, by `./` and its file's name. */
export const loadChunk: (name: string) => unknown = chunkLoader(import.meta.url, (name) => {
  const filename = `${folder}/${name.slice(2)}`;
  const cachedData = code.of(name);
  // esbuild writes nothing but ASCII.
  const script = new Script(readFileSync(filename, "latin1"), { filename, ...(cachedData && { cachedData }) });
  if (script.cachedDataRejected === true) code.forget(name);
  scripts.set(name, script);
  return script;
});
