import { existsSync } from "node:fs";
import { platform } from "node:os";
import { KtError } from "../../errors/kt-error.ts";
import type { ReadArguments } from "../arguments/read-arguments.ts";
import type { Io } from "../io/io.ts";
import { allCommands } from "../outlines/all-commands.ts";
import { optionsOf } from "../outlines/command-outline.ts";
import { formatMessage } from "../report/message.ts";
import { hasColour } from "../report/has-colour.ts";
import { configPath } from "./config-path.ts";
import type { DefaultValue } from "./default-value.ts";
import { atHome } from "./home-path.ts";
import { effectiveDefaults, type GivenValues, isOff } from "./effective-defaults.ts";
import { type EnvironmentDefaults, readEnvironmentDefaults, variablePrefix } from "./environment-defaults.ts";

/** A command line with the defaults of its command before what was given. */
export interface DefaultedArguments extends ReadArguments {
  /** The defaults that count in it. */
  readonly defaults: readonly DefaultValue[];
}

/**
 * Puts the defaults of the variables KUBECTL_KT_* and of the config file before the options of a command line, unless it says
 * `--no-config`. Says on standard error which variables mean nothing.
 * @throws KtError KT_USAGE for a default that cannot be meant.
 */
export async function withDefaults(read: ReadArguments, io: Io): Promise<DefaultedArguments> {
  const { command } = read;
  const given = givenValues(read.options);
  if (command === undefined || command.hasNoDefaults === true) return { ...read, defaults: [] };
  const { values, unknown } = await loadDefaults(given, io.env);
  const defaults = effectiveDefaults(command, values, given);
  const options = defaults.flatMap(({ name, values: texts }) => texts.map((text) => `--${name}=${text}`));
  const last = (name: string): string | undefined =>
    (given[name] ?? defaults.find((value) => value.name === name)?.values)?.at(-1);
  if (isOff(last("quiet") ?? "false")) sayUnknown(unknown, io);
  return { ...read, options: [...options, ...read.options], verbosity: Number(last("v") ?? 0), defaults };
}

/**
 * Everything that variables and the config file say; nothing with `--no-config`.
 * @throws KtError KT_USAGE.
 */
export async function loadDefaults(given: GivenValues, env: Io["env"]): Promise<EnvironmentDefaults> {
  // First of all: it must help against defaults that cannot be meant, too.
  const noConfig = given["no-config"]?.at(-1) ?? env["KUBECTL_KT_NO_CONFIG"] ?? "";
  if (noConfig !== "" && !isOff(noConfig)) return { values: [], unknown: [] };
  const hasVariables = Object.keys(env).some((name) => name.startsWith(variablePrefix));
  const fromEnvironment = hasVariables ? readEnvironmentDefaults(env) : { values: [], unknown: [] };
  const path = configPath(given["config"]?.at(-1), env, platform());
  // The file's reader is loaded where there is one.
  if (!path.isNamed && !existsSync(path.path)) return fromEnvironment;
  const { readConfigFile } = await import("./config-file.ts");
  const fromFile = await readConfigFile(path, (text) => atHome(text, env));
  return { ...fromEnvironment, values: [...fromFile, ...fromEnvironment.values] };
}

/** The values of options as {@link ReadArguments} writes them, by name. */
function givenValues(options: readonly string[]): GivenValues {
  const given: Record<string, string[]> = {};
  for (const option of options) {
    const equals = option.indexOf("=");
    (given[option.slice(2, equals)] ??= []).push(option.slice(equals + 1));
  }
  return given;
}

/** A usage error with where those defaults come from that it speaks of: the user has not written them on this command line. */
export function tellOrigins(error: KtError, defaults: readonly DefaultValue[]): KtError {
  const named = error.code === "KT_USAGE" ? defaults.filter(({ name }) => isNamedIn(error.message, name)) : [];
  if (named.length === 0) return error;
  const origins = named.map(({ name, origin }) => `--${name} is a default of ${origin}`).join(", ");
  const hint = `${origins}; --no-config runs without defaults`;
  return new KtError(error.code, error.message, {
    hint: error.hint === undefined ? hint : `${error.hint}; ${hint}`,
    cause: error.cause,
  });
}

function isNamedIn(message: string, name: string): boolean {
  const short = allCommands.flatMap(optionsOf).find((option) => option.name === name)?.short;
  const forms = short === undefined ? `--${name}` : `(?:--${name}|-${short})`;
  return new RegExp(`(?:^|\\s)${forms}(?![\\w-])`).test(message);
}

function sayUnknown(unknown: EnvironmentDefaults["unknown"], io: Io): void {
  for (const { variable, near } of unknown) {
    const hint =
      near.length === 0 ? "kubectl kt config show lists what is in force" : `did you mean ${near.join(" or ")}?`;
    io.stderr.write(
      `${formatMessage({ text: `${variable} is set, but no option takes its default from it`, hint }, hasColour(io))}\n`,
    );
  }
}
