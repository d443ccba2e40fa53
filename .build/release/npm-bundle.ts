// Writes the bundle of the npm package into dist/npm/; npm runs it before it packs.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleEntry } from "../bundling.ts";
import { thirdPartyNotices } from "./notices.ts";
import { root } from "./project.ts";

const outdir = join(root, "dist/npm");
const { files, inputs } = await bundleEntry({ "kubectl-kt": "bin/main.ts" }, { outdir, legalComments: "none" });

// The whole of it anew, so that nothing of another build is packed.
await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
for (const file of files) await writeFile(file.path, file.contents);
await writeFile(join(outdir, "THIRD-PARTY-NOTICES"), await thirdPartyNotices(inputs));
