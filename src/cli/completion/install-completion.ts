import { access, lstat, readlink, realpath, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { KtError } from "../../errors/kt-error.ts";
import type { Environment } from "../../kube/environment.ts";

/** What came of it. */
export interface InstalledCompletion {
  /** Of what kubectl calls on TAB. */
  readonly path: string;
  /** False when it stood there before. */
  readonly isNew: boolean;
}

/**
 * Makes `kubectl_complete-kt` beside the `kubectl-kt` that kubectl finds on PATH, where whoever installed that one has not: Krew
 * links one program of a plugin only. It is a link to a program that looks at the name by which it is called, so a later
 * version of the plugin needs no other; on Windows a script.
 * @throws KtError KT_NOT_FOUND when there is no kubectl-kt on PATH; KT_OUTPUT when it cannot be made, or something else is there.
 */
export async function installCompletion(env: Environment, platform: NodeJS.Platform): Promise<InstalledCompletion> {
  const isWindows = platform === "win32";
  const program = await findOnPath(env, isWindows ? "kubectl-kt.exe" : "kubectl-kt");
  const path = join(dirname(program), isWindows ? "kubectl_complete-kt.cmd" : "kubectl_complete-kt");
  try {
    if (isWindows) return { path, isNew: await makeScript(path) };
    return { path, isNew: await makeLink(path, await targetOf(program)) };
  } catch (cause) {
    if (cause instanceof KtError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_OUTPUT", `cannot make ${path}: ${why}`, {
      hint: "source <(kubectl kt completion bash) completes without it; other shells: kubectl kt completion --help",
      cause,
    });
  }
}

async function findOnPath(env: Environment, name: string): Promise<string> {
  for (const folder of (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((part) => part !== "")) {
    const path = join(folder, name);
    if (await exists(path)) return path;
  }
  throw new KtError("KT_NOT_FOUND", `there is no ${name} on PATH, so kubectl does not find it either`, {
    hint: "put its folder on PATH, then: kubectl kt completion --install",
  });
}

/** A package brings both programs; an executable is both. */
async function targetOf(program: string): Promise<string> {
  const brought = join(dirname(await realpath(program)), "kubectl_complete-kt");
  return (await exists(brought)) ? brought : "kubectl-kt";
}

async function makeLink(path: string, target: string): Promise<boolean> {
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined) {
    await symlink(target, path);
    return true;
  }
  if (path === target || (there.isSymbolicLink() && (await readlink(path)) === target)) return false;
  throw somethingElse(path);
}

async function makeScript(path: string): Promise<boolean> {
  if (await exists(path)) return false;
  await writeFile(path, '@"%~dp0kubectl-kt.exe" __complete %*\r\n', { flag: "wx" });
  return true;
}

function somethingElse(path: string): KtError {
  return new KtError("KT_OUTPUT", `${path} is there already, and nothing that this command made`, {
    hint: `look at it, then: rm ${path}; kubectl kt completion --install`,
  });
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
