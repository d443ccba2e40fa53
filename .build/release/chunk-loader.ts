// Main script of the executables: loads the chunks of the bundle, which are assets of the executable, when they are
// first asked for. Node can import nothing but its own parts there, and one script of everything takes thrice as long to read.
import { getRawAsset } from "node:sea";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";

type Load = (name: string) => unknown;
type Chunk = (require: Load, module: { exports: unknown }, exports: unknown, moduleUrl: string) => void;

const loaded = new Map<string, { exports: unknown }>();
const moduleUrl = pathToFileURL(process.execPath).href;

load("./kubectl-kt.mjs");

function load(name: string): unknown {
  if (!name.startsWith("./")) return process.getBuiltinModule(name);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const code = Buffer.from(getRawAsset(name.slice(2))).toString();
  const script = new Script(`(function(require,module,exports,moduleUrl){${code}\n})`, { filename: name });
  (script.runInThisContext() as Chunk)(load, module, module.exports, moduleUrl);
  return module.exports;
}
