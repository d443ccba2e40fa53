import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { takePicture } from "../../.build/picture/take-picture.ts";

test("P3 picture: the one in the README is what the commands print; npm run picture takes it anew", async () => {
  const path = join(import.meta.dirname, "../../docs/picture.svg");
  assert.equal(readFileSync(path, "utf8"), await takePicture());
});
