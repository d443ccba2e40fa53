// Writes docs/picture.svg: what a terminal shows of a run on the demonstration.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { takePicture } from "./picture/take-picture.ts";

await writeFile(join(import.meta.dirname, "..", "docs", "picture.svg"), await takePicture());
