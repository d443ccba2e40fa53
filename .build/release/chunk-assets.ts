// Stands in the main script of the executables and loads the chunks of the bundle, which are assets of the executable:
// one script of everything takes thrice as long to read.
import { getRawAsset } from "node:sea";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { chunkLoader } from "../chunks/chunk-loader.ts";

/** What a chunk of the bundle exports, by `./` and its asset's name. */
export const loadChunk: (name: string) => unknown = chunkLoader(
  pathToFileURL(process.execPath).href,
  (name) => new Script(Buffer.from(getRawAsset(name.slice(2))).toString("latin1"), { filename: name }),
);
