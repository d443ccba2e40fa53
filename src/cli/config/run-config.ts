import { platform } from "node:os";
import { KtError } from "../../errors/kt-error.ts";
import { type Flags, readChoice } from "../arguments/flags.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { formatMessage } from "../report/message.ts";
import { hasColour } from "../report/has-colour.ts";
import { configPath } from "./config-path.ts";
import { defaultsTable } from "./defaults-table.ts";
import { writeConfigTemplate } from "./write-config-template.ts";
import { loadDefaults } from "./with-defaults.ts";

/**
 * Does what `kubectl kt config` was asked for.
 * @returns the exit code.
 * @throws KtError KT_USAGE for another word than init, show and path, and for defaults that cannot be meant; KT_OUTPUT when
 * the file cannot be written.
 */
export async function runConfig(flags: Flags, operands: readonly string[], io: Io): Promise<number> {
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) {
    throw new KtError("KT_USAGE", "kubectl kt config takes one of init, show and path", {
      hint: "example: kubectl kt config show",
    });
  }
  const action = readChoice("kubectl kt config", operand, ["init", "show", "path"]);
  const { path, isNamed } = configPath(flags.filled("config"), io.env, platform());
  const isQuiet = flags.isOn("quiet") === true;
  const say = (text: string, hint?: string): void => {
    if (!isQuiet) io.stderr.write(`${formatMessage({ text, hint }, hasColour(io))}\n`);
  };
  switch (action) {
    case "path":
      await writeFully(io.stdout, Buffer.from(`${path}\n`));
      return 0;
    case "init":
      await writeConfigTemplate(path, flags.isOn("force") === true);
      say(`${path} is written; all of it is comments`, "take the # off the options that you want");
      return 0;
    case "show": {
      const given = {
        ...(isNamed ? { config: [path] } : {}),
        ...(flags.isOn("no-config") === true ? { "no-config": ["true"] } : {}),
      };
      const { values, unknown } = await loadDefaults(given, io.env);
      for (const { variable } of unknown) say(`${variable} is set, but no option takes its default from it`);
      if (values.length === 0) say("there are no defaults", "kubectl kt config init writes a file to begin with");
      else await writeFully(io.stdout, Buffer.from(defaultsTable(values)));
      return 0;
    }
  }
}
