import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { keepOutputBlocking } from "../src/cli/io/blocking-output.ts";
import { start } from "../src/cli/start.ts";

// Compiled code is kept in dist/: the next start takes it from there. What `start` imports comes after this.
enableCompileCache(join(import.meta.dirname, "..", "dist", "compile-cache"));
keepOutputBlocking();
process.exitCode = await start(process.argv.slice(2));
