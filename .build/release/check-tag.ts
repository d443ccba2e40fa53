// Refuses a tag that is not the version of everything: `npm run release:check -- vX.Y.Z`. Prints what the changelog says of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version as programVersion } from "../../src/cli/version.ts";
import { changesOf } from "./changelog.ts";
import { readProject, root } from "./project.ts";
import { tagFaults } from "./tag-faults.ts";

const project = readProject();
const tag = process.argv[2] ?? "";
const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
const pluginManifest = readFileSync(join(root, "plugin.yaml"), "utf8");
const repository = process.env["GITHUB_REPOSITORY"];
const faults = tagFaults({ tag, project, programVersion, changelog, pluginManifest, repository });

if (faults.length === 0) process.stdout.write(`${changesOf(changelog, project.version) ?? ""}\n`);
else {
  process.stderr.write(faults.map((fault) => `${fault}\n`).join(""));
  process.exitCode = 1;
}
