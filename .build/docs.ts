// Writes what is made from the commands' own data: docs/commands/, man/, and the README's table of commands.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { allCommands } from "../src/cli/outlines/all-commands.ts";
import { generatedFiles } from "./docs/generated-files.ts";

const root = join(import.meta.dirname, "..");
const readme = await readFile(join(root, "README.md"), "utf8");
const errorsPage = await readFile(join(root, "docs", "errors.md"), "utf8");
for (const [path, text] of generatedFiles(allCommands, { readme, errorsPage })) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
