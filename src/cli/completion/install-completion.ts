import { access, lstat, realpath, symlink, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { KtError } from "../../errors/kt-error.ts";
import type { Environment } from "../../kube/environment.ts";
import { shellWord } from "../../text/shell-word.ts";

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
  const program = await findOnPath(env, isWindows ? ["kubectl-kt.exe", "kubectl-kt.cmd"] : ["kubectl-kt"]);
  const path = join(dirname(program), isWindows ? "kubectl_complete-kt.cmd" : "kubectl_complete-kt");
  try {
    return { path, isNew: isWindows ? await makeScript(path, basename(program)) : await makeLink(path, program) };
  } catch (cause) {
    if (cause instanceof KtError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_OUTPUT", `cannot make ${path}: ${why}`, {
      hint: "source <(kubectl kt completion bash) completes without it; other shells: kubectl kt completion --help",
      cause,
    });
  }
}

async function findOnPath(env: Environment, names: readonly string[]): Promise<string> {
  for (const folder of (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((part) => part !== "")) {
    for (const name of names) {
      const path = join(folder, name);
      if (await exists(path)) return path;
    }
  }
  throw new KtError("KT_NOT_FOUND", `there is no ${names.join(" or ")} on PATH, so kubectl does not find it either`, {
    hint: "put its folder on PATH, then: kubectl kt completion --install",
  });
}

async function makeLink(path: string, program: string): Promise<boolean> {
  const home = dirname(await realpath(program));
  if (!(await isThere(path))) {
    await symlink(await targetOf(home), path);
    return true;
  }
  // What stands beside the program came with it, or is it.
  const there = await realpath(path).catch(() => path);
  if (dirname(there) === home) return false;
  throw somethingElse(path);
}

/** A package brings both programs; an executable is both. */
async function targetOf(home: string): Promise<string> {
  for (const name of ["kubectl_complete-kt", "kubectl_complete-kt.cjs"]) {
    if (await exists(join(home, name))) return join(home, name);
  }
  return "kubectl-kt";
}

async function makeScript(path: string, program: string): Promise<boolean> {
  if (await exists(path)) return false;
  await writeFile(path, `@"%~dp0${program}" __complete %*\r\n`, { flag: "wx" });
  return true;
}

function somethingElse(path: string): KtError {
  return new KtError("KT_OUTPUT", `${path} is there already, and nothing that this command made`, {
    hint: `look at it, then: rm ${shellWord(path)}; kubectl kt completion --install`,
  });
}

/** Also when it is a link that leads nowhere. */
async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
