// Writes the options of the commands into README.md.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allCommands } from "../src/cli/outlines/all-commands.ts";
import { withOptionTables } from "./option-tables.ts";

const path = join(import.meta.dirname, "..", "README.md");
await writeFile(path, withOptionTables(await readFile(path, "utf8"), allCommands));
