import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder of a test's own. */
export interface ScratchFolder extends Disposable {
  readonly path: string;
  /** Names of what is in it. */
  names(): readonly string[];
  /** Writes a file and returns its path. */
  write(name: string, content: string, mode?: number): string;
}

/** Makes a folder that disposing of it deletes. */
export function scratchFolder(): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), "kubectl-kt-test-"));
  return {
    path,
    names: () => readdirSync(path),
    write: (name, content, mode = 0o600) => {
      const file = join(path, name);
      writeFileSync(file, content, { mode });
      // Whatever the tester's umask is.
      chmodSync(file, mode);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
