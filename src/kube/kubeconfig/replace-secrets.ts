import { chmod, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/**
 * Puts new secrets in the place of old ones in a kubeconfig, leaving all else, comments too, as it is.
 * Takes the lock that kubectl takes (`FILE.lock`), and changes the file at one stroke.
 *
 * @throws Error when the file is locked, cannot be written, or does not hold an old secret.
 */
export async function replaceSecrets(file: string, changes: ReadonlyMap<string, string>): Promise<void> {
  const lockFile = `${file}.lock`;
  const lock = await open(lockFile, "wx");
  try {
    // A link stays a link: what it leads to is replaced.
    const target = await realpath(file);
    let text = await readFile(target, "utf8");
    for (const [old, fresh] of changes) {
      if (!text.includes(old)) throw new Error("the file was changed meanwhile");
      text = text.replaceAll(old, () => fresh);
    }
    const { mode } = await stat(target);
    const draft = `${target}.${process.pid}.tmp`;
    await writeFile(draft, text, { mode });
    // The umask of whoever runs this has taken bits away that the file had.
    await chmod(draft, mode);
    await rename(draft, target);
  } finally {
    await lock.close();
    await rm(lockFile, { force: true });
  }
}
