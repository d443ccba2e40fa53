// Carries package.json's version into the program and the changelog; npm runs it in `npm version`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withRelease } from "./changelog.ts";
import { readProject, root } from "./project.ts";

const { version } = readProject();
const program = join(root, "src/cli/version.ts");
const changelog = join(root, "CHANGELOG.md");
const today = new Date().toISOString().slice(0, 10);

writeFileSync(program, readFileSync(program, "utf8").replace(/"[^"]*"(?=;)/, JSON.stringify(version)));
writeFileSync(changelog, withRelease(readFileSync(changelog, "utf8"), version, today));
