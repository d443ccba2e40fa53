import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Compiled code is kept in dist/: the next start takes it from there. Before the imports, hence the awaits.
enableCompileCache(join(import.meta.dirname, "..", "dist", "compile-cache"));
const [{ main }, { processIo }] = await Promise.all([
  import("../src/cli/main.ts"),
  import("../src/cli/io/process-io.ts"),
]);
process.exitCode = await main(process.argv.slice(2), processIo());
