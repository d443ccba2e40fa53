import { platform } from "node:os";
import { KtError } from "../../errors/kt-error.ts";
import type { Flags } from "../arguments/flags.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { completionScript } from "./completion-script.ts";
import { installCompletion } from "./install-completion.ts";

/**
 * Does what `kubectl kt completion` was asked for.
 * @returns the exit code.
 * @throws KtError KT_USAGE when the words do not say one thing; what {@link installCompletion} throws.
 */
export async function runCompletion(flags: Flags, operands: readonly string[], io: Io): Promise<number> {
  const names = flags.names("name");
  if (flags.isOn("install") !== true) {
    await writeFully(io.stdout, Buffer.from(completionScript(operands, names)));
    return 0;
  }
  if (operands.length > 0 || names.length > 0) {
    throw new KtError(
      "KT_USAGE",
      "--install takes neither a shell nor --name: kubectl completes kubectl kt in every shell",
      {
        hint: "kubectl kt completion --install",
      },
    );
  }
  const { path, isNew } = await installCompletion(io.env, platform());
  const said = isNew ? `${path} is made` : `${path} is there already`;
  await writeFully(
    io.stdout,
    Buffer.from(`${said}; kubectl calls it on TAB, where kubectl's own completion is loaded\n`),
  );
  return 0;
}
