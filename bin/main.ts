import { keepOutputBlocking } from "../src/cli/io/blocking-output.ts";
import { start } from "../src/cli/start.ts";

keepOutputBlocking();
process.exitCode = await start(process.argv.slice(2));
