// Entry of the self-contained executables, whose compiled code is not kept anywhere.
import { basename } from "node:path";
import { keepOutputBlocking } from "../src/cli/io/blocking-output.ts";
import { start } from "../src/cli/start.ts";

keepOutputBlocking();
const words = process.argv.slice(2);
// kubectl calls a program of this name on TAB: `kubectl kt completion --install` makes it a link to this one.
const isCompletion = basename(process.argv0).startsWith("kubectl_complete-");
void start(isCompletion ? ["__complete", ...words] : words).then((exitCode) => {
  process.exitCode = exitCode;
});
