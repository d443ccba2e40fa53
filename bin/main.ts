import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { keepOutputBlocking } from "../src/cli/io/blocking-output.ts";
import { start } from "../src/cli/start.ts";

// Compiled code is kept beside the bundle: the next start takes it from there. What `start` imports comes after this.
enableCompileCache(join(import.meta.dirname, "compile-cache"));
keepOutputBlocking();
process.exitCode = await start(process.argv.slice(2));
