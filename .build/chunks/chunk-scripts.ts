// Stands in the bundle's entry and loads what is beside it: chunks, each a script that is a function (chunk-format.ts).
import { readFileSync } from "node:fs";
import { Script } from "node:vm";
import { CompiledCode } from "./compiled-code.ts";

type Load = (name: string) => unknown;
type Chunk = (require: Load, module: { exports: unknown }, exports: unknown, moduleUrl: string) => void;

/** Written by esbuild (bundling.ts). */
declare const bundleId: string;

const folder = import.meta.dirname;
const code = new CompiledCode(`${folder}/compile-cache`, bundleId);
const scripts = new Map<string, Script>();
const loaded = new Map<string, { exports: unknown }>();

process.once("exit", (exitCode) => code.keep(scripts, exitCode === 0));

/**
 * What a chunk exports; it is run when it is first asked for.
 * @param name `./` and its file beside the entry.
 */
export function loadChunk(name: string): unknown {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const filename = `${folder}/${name.slice(2)}`;
  const cachedData = code.of(name);
  // esbuild writes nothing but ASCII.
  const script = new Script(readFileSync(filename, "latin1"), { filename, ...(cachedData && { cachedData }) });
  if (script.cachedDataRejected === true) code.forget(name);
  scripts.set(name, script);
  (script.runInThisContext() as Chunk)(loadChunk, module, module.exports, import.meta.url);
  return module.exports;
}
