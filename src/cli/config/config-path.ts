import { isAbsolute, join, resolve } from "node:path";
import type { Environment } from "../../kube/environment.ts";
import { homeFolder } from "../../kube/home-folder.ts";

/** Where the config file is looked for. */
export interface ConfigPath {
  readonly path: string;
  /** Whether it was named, so that it must be there. */
  readonly isNamed: boolean;
}

/**
 * The path of the config file: what `--config` or KUBECTL_KT_CONFIG names, else `kubectl-kt/config.yaml` in
 * XDG_CONFIG_HOME, on Windows in %AppData%, else in `~/.config`. An XDG_CONFIG_HOME that is not absolute does not count (XDG
 * Base Directory Specification 0.8).
 */
export function configPath(flag: string | undefined, env: Environment, platform: NodeJS.Platform): ConfigPath {
  const named = flag || env["KUBECTL_KT_CONFIG"];
  if (named) return { path: resolve(named), isNamed: true };
  return { path: join(configHome(env, platform), "kubectl-kt", "config.yaml"), isNamed: false };
}

function configHome(env: Environment, platform: NodeJS.Platform): string {
  const xdg = env["XDG_CONFIG_HOME"];
  if (xdg && isAbsolute(xdg)) return xdg;
  const appData = env["APPDATA"];
  if (platform === "win32" && appData) return appData;
  return join(homeFolder(env), ".config");
}
