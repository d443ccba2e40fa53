import assert from "node:assert/strict";
import { test } from "node:test";
import { homeFolder } from "../../../src/kube/home-folder.ts";

function fail(): never {
  throw new Error("uv_os_homedir returned ENOENT");
}

for (const [title, env, askSystem, home] of [
  ["the environment's", { HOME: "/home/me", USERPROFILE: "C:\\me" }, fail, "/home/me"],
  ["that of Windows' environment", { HOME: "", USERPROFILE: "C:\\me" }, fail, "C:\\me"],
  ["the system's where the environment names none", {}, () => "/root", "/root"],
  ["the root folder where nobody knows the user", { HOME: "" }, fail, "/"],
] as const) {
  test(`L29 home folder: ${title}`, () => {
    assert.equal(homeFolder(env, askSystem), home);
  });
}
