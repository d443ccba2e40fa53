import type { Environment } from "../../kube/environment.ts";
import { homeFolder } from "../../kube/home-folder.ts";

/** A path in which no shell has put the home folder in the place of `~`, as in a config file. */
export function atHome(path: string, env: Environment): string {
  return path.startsWith("~/") ? homeFolder(env) + path.slice(1) : path;
}
