import assert from "node:assert/strict";
import { test } from "node:test";
import { configPath } from "../../../../src/cli/config/config-path.ts";

type Env = Readonly<Record<string, string>>;

const rows: readonly (readonly [
  title: string,
  flag: string | undefined,
  env: Env,
  platform: NodeJS.Platform,
  path: string,
])[] = [
  ["in ~/.config", undefined, { HOME: "/home/jane" }, "linux", "/home/jane/.config/kubectl-kt/config.yaml"],
  ["on macOS as well", undefined, { HOME: "/Users/jane" }, "darwin", "/Users/jane/.config/kubectl-kt/config.yaml"],
  ["in XDG_CONFIG_HOME", undefined, { HOME: "/h", XDG_CONFIG_HOME: "/x" }, "linux", "/x/kubectl-kt/config.yaml"],
  [
    "not in a relative XDG_CONFIG_HOME",
    undefined,
    { HOME: "/h", XDG_CONFIG_HOME: "x" },
    "linux",
    "/h/.config/kubectl-kt/config.yaml",
  ],
  [
    "in %AppData% on Windows",
    undefined,
    { APPDATA: "/Roaming", HOME: "/h" },
    "win32",
    "/Roaming/kubectl-kt/config.yaml",
  ],
  ["where KUBECTL_KT_CONFIG says", undefined, { HOME: "/h", KUBECTL_KT_CONFIG: "/a.yaml" }, "linux", "/a.yaml"],
  ["where --config says, first of all", "/b.yaml", { HOME: "/h", KUBECTL_KT_CONFIG: "/a.yaml" }, "linux", "/b.yaml"],
];

for (const [title, flag, env, platform, path] of rows) {
  test(`L30 config file: ${title}`, () => {
    const isNamed = flag !== undefined || env["KUBECTL_KT_CONFIG"] !== undefined;
    assert.deepEqual(configPath(flag, env, platform), { path, isNamed });
  });
}
