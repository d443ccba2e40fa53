import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { KtError } from "../../errors/kt-error.ts";
import { makeFolder } from "../io/make-folder.ts";
import { configTemplate } from "./config-template.ts";

/**
 * Writes a config file to begin with, and the folder for it.
 * @param isForced Whether a file that is there is written over.
 * @throws KtError KT_OUTPUT when there is one, or it cannot be written.
 */
export async function writeConfigTemplate(path: string, isForced: boolean): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFile(path, configTemplate(), { flag: isForced ? "w" : "wx" });
  } catch (cause) {
    const isThere = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    const why = isThere ? "it is there already" : cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_OUTPUT", `cannot write ${path}: ${why}`, {
      hint: isThere ? "kubectl kt config init --force writes over it" : "--config FILE names another",
      cause,
    });
  }
}
