import assert from "node:assert/strict";
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { replaceSecrets } from "../../../../src/kube/kubeconfig/replace-secrets.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("L29 OIDC: renewed tokens are put in place of the old ones, comments, mode and links stay", async () => {
  using folder = scratchFolder();
  const file = folder.write("config", "# mine\nid-token: old-id\nrefresh-token: old-refresh\n", 0o640);
  const link = join(folder.path, "link");
  symlinkSync(file, link);
  await replaceSecrets(
    link,
    new Map([
      ["old-id", "new$&id"],
      ["old-refresh", "new-refresh"],
    ]),
  );
  assert.equal(readFileSync(file, "utf8"), "# mine\nid-token: new$&id\nrefresh-token: new-refresh\n");
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.deepEqual(readdirSync(folder.path).sort(), ["config", "link"]);
});

test("L29 OIDC: a kubeconfig that someone else has locked or changed is left alone", async () => {
  using folder = scratchFolder();
  const file = folder.write("config", "id-token: other\n");
  await assert.rejects(replaceSecrets(file, new Map([["old", "new"]])), /changed meanwhile/);
  folder.write("config.lock", "");
  await assert.rejects(replaceSecrets(file, new Map([["other", "new"]])), /EEXIST/);
  assert.equal(readFileSync(file, "utf8"), "id-token: other\n");
});
