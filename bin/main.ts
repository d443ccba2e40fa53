import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { keepOutputBlocking } from "../src/cli/io/blocking-output.ts";

// Compiled code is kept in dist/: the next start takes it from there. Before the imports, hence the awaits.
enableCompileCache(join(import.meta.dirname, "..", "dist", "compile-cache"));
keepOutputBlocking();
const words = process.argv.slice(2);
// Somebody has pressed TAB and waits: nothing is loaded that this does not need.
if (words[0]?.startsWith("__complete") === true) {
  const [{ printCompletion }, { writeNow }] = await Promise.all([
    import("../src/cli/completion/print-completion.ts"),
    import("../src/cli/io/write-now.ts"),
  ]);
  await printCompletion(words, { env: process.env, write: (text) => writeNow(1, text) });
} else {
  const [{ main }, { processIo }] = await Promise.all([
    import("../src/cli/main.ts"),
    import("../src/cli/io/process-io.ts"),
  ]);
  process.exitCode = await main(words, processIo());
}
