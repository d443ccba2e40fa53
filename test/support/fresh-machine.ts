import { execFile } from "node:child_process";
import { delimiter } from "node:path";
import { promisify } from "node:util";
import { openE2eCluster } from "./open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "./scratch-folder.ts";

const run = promisify(execFile);

/** A machine on which nothing is but what a test has installed there, and the cluster that its kubeconfig names. */
export interface FreshMachine extends AsyncDisposable {
  /** The home of its user, with all that is installed. */
  readonly folder: ScratchFolder;
  readonly env: NodeJS.ProcessEnv;
  /** What the program prints with exit code 0. @throws when it ends with another. */
  readonly run: (program: string, ...words: readonly string[]) => Promise<string>;
}

/** Makes one. @param install into a folder: returns the folders of PATH. */
export async function freshMachine(install: (folder: string) => readonly string[]): Promise<FreshMachine> {
  const folder = scratchFolder();
  const PATH = install(folder.path).join(delimiter);
  const cluster = await openE2eCluster();
  const env = { PATH, HOME: folder.path, LANG: "C.UTF-8", TZ: "UTC", KUBECONFIG: cluster.kubeconfig };
  return {
    folder,
    env,
    run: async (program, ...words) => (await run(program, words, { env, cwd: folder.path })).stdout,
    [Symbol.asyncDispose]: async () => {
      await cluster[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
