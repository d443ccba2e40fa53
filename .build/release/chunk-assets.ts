// Stands in the main script of the executables and loads the chunks of the bundle, which are assets of the executable.
import { getRawAsset } from "node:sea";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";

type Load = (name: string) => unknown;
type Chunk = (require: Load, module: { exports: unknown }, exports: unknown, moduleUrl: string) => void;

const loaded = new Map<string, { exports: unknown }>();
const moduleUrl = pathToFileURL(process.execPath).href;

/**
 * What a chunk exports; it is run when it is first asked for. One script of everything takes thrice as long to read.
 * @param name `./` and its asset.
 */
export function loadChunk(name: string): unknown {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const script = new Script(Buffer.from(getRawAsset(name.slice(2))).toString("latin1"), { filename: name });
  (script.runInThisContext() as Chunk)(loadChunk, module, module.exports, moduleUrl);
  return module.exports;
}
