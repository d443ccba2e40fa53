import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { versionOutline } from "../outlines/version.ts";
import { version } from "../version.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt version`. */
export function createVersionCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(versionOutline, run, async () => {
    await writeFully(io.stdout, Buffer.from(`kubectl-kt ${version}\n`));
    return 0;
  });
}
